package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Exporter.Source;
import io.onedag.engine.Exporter.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class NextStepsTest {

    private static List<String> commands(Pipeline pipeline, boolean inJar, String folder, Options options) {
        var exporter = new AirflowExporter();
        return exporter.next(exporter.export(List.of(new Source(pipeline, inJar)), options), folder, options).stream()
                .map(Step::command)
                .toList();
    }

    @Test
    void workers_are_told_where_the_jar_and_the_store_are() {
        assertThat(commands(Samples.simple(), true, "dags", Options.DEFAULT))
                .containsExactly("ONEDAG_APP_JAR=/path/to/app.jar", "DATABASE_URL=postgresql://…");
        assertThat(commands(Samples.simple(), true, "dags", new Options(null, false, false)))
                .containsExactly("ONEDAG_APP_JAR=/path/to/app.jar");
    }

    @Test
    void pools_are_imported_from_wherever_they_were_written() {
        assertThat(commands(Samples.kitchenSink(), true, "my dags/", Options.DEFAULT))
                .startsWith("airflow pools import 'my dags/onedag_pools.json'");
    }

    @Test
    void definitions_that_came_from_files_are_told_where_their_paths_start() {
        assertThat(commands(Samples.simple(), false, "dags", Options.DEFAULT)).endsWith("ONEDAG_WORKDIR=/path/to/data");
    }
}

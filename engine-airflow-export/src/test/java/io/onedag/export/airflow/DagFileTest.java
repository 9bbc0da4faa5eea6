package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.OnedagVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Files as they are read by people; {@code -Donedag.write=true} writes them. */
class DagFileTest {

    private static final Path GOLDEN = Path.of("src/test/resources/io/onedag/export/airflow/golden");

    @Test
    void a_chain_of_tasks() throws IOException {
        check("hello.py", Samples.simple());
    }

    @Test
    void one_of_everything() throws IOException {
        check("kitchen-sink.py", Samples.kitchenSink());
    }

    @Test
    void the_same_pipeline_gives_the_same_bytes() {
        assertThat(Samples.dagFile(Samples.kitchenSink(), Options.DEFAULT))
                .isEqualTo(Samples.dagFile(Samples.kitchenSink(), Options.DEFAULT));
    }

    private static void check(String file, Pipeline pipeline) throws IOException {
        String text = Samples.dagFile(pipeline, Options.DEFAULT).replace(OnedagVersion.current(), "VERSION");
        Path golden = GOLDEN.resolve(file);
        if (Boolean.getBoolean("onedag.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }
}

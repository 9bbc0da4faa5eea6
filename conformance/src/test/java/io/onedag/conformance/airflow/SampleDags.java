package io.onedag.conformance.airflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** DAGs for the harness's own tests, written by hand: {@code tiny} and the scheduled {@code daily}. */
final class SampleDags {

    static final String TINY = "tiny";
    static final String DAILY = "daily";

    private SampleDags() {}

    /** Puts them into a folder of DAG files. */
    static void copyTo(Path dags) throws IOException {
        for (String name : List.of("steps.py", "tiny.py", "daily.py")) {
            try (InputStream file = Objects.requireNonNull(SampleDags.class.getResourceAsStream(name))) {
                Files.copy(file, dags.resolve(name));
            }
        }
    }

    /** The text of a DAG file with one task. */
    static String withTask(String dag, String task) {
        return """
                # Made by a test of Airflow.
                from steps import DAG, Step

                with DAG("%s", schedule=None):
                    Step(task_id="%s", item=1)
                """.formatted(dag, task);
    }
}

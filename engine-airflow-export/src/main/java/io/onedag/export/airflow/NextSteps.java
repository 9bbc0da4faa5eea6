package io.onedag.export.airflow;

import io.onedag.engine.Exporter.Export;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Exporter.Step;
import io.onedag.engine.ShellCommand;
import java.util.ArrayList;
import java.util.List;

/** What a person does with files that were written for Airflow. */
final class NextSteps {

    private NextSteps() {}

    static List<Step> of(Export export, String folder, Options options) {
        var steps = new ArrayList<Step>();
        if (has(export, PoolsFile.FILE)) {
            String file = folder.replaceFirst("/+$", "") + "/" + PoolsFile.FILE;
            steps.add(new Step(
                    "airflow pools import " + ShellCommand.quoted(file),
                    "tasks whose pool Airflow doesn't know wait for ever"));
        }
        steps.add(new Step("ONEDAG_APP_JAR=/path/to/app.jar", "on the workers: the jar with the pipelines' tasks"));
        if (options.store()) {
            steps.add(new Step(
                    "DATABASE_URL=postgresql://…",
                    "on the workers: the run store, made by " + ShellCommand.onedag("store", "migrate")));
        }
        if (has(export, ".onedag.json")) {
            steps.add(new Step(
                    "ONEDAG_WORKDIR=/path/to/data",
                    "on the workers: where relative paths of definitions start; default: the folder of the DAG files"));
        }
        return steps;
    }

    private static boolean has(Export export, String suffix) {
        return export.files().stream().anyMatch(file -> file.name().endsWith(suffix));
    }
}

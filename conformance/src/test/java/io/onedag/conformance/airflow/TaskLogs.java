package io.onedag.conformance.airflow;

import io.onedag.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What Airflow shows of a task's log, read from its files. Thread-safe. */
public final class TaskLogs {

    private final Path folder;

    TaskLogs(Path folder) {
        this.folder = folder;
    }

    /** The text of one try, of a task that is not mapped. */
    public String text(String dag, String run, String task, int tryNumber) {
        return text(dag, run, task, -1, tryNumber);
    }

    /** The text of one try, one line per message; empty when there is none. */
    public String text(String dag, String run, String task, int mapIndex, int tryNumber) {
        Path file = folder.resolve("dag_id=" + dag).resolve("run_id=" + run).resolve("task_id=" + task);
        if (mapIndex >= 0) {
            file = file.resolve("map_index=" + mapIndex);
        }
        file = file.resolve("attempt=" + tryNumber + ".log");
        try {
            return Files.exists(file)
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                            .lines()
                            .map(TaskLogs::message)
                            .collect(Collectors.joining("\n"))
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Airflow 3 writes an object per line, with an exception as a part of it. */
    private static String message(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            var entry = RestClient.object(Json.parse(line));
            var text = new StringBuilder(String.valueOf(entry.get("event")));
            if (entry.get("error_detail") instanceof List<?> errors) {
                for (Object each : errors) {
                    var error = RestClient.object(each);
                    text.append('\n').append(error.get("exc_type")).append(": ").append(error.get("exc_value"));
                }
            }
            return text.toString();
        } catch (IllegalArgumentException notOurs) {
            return line;
        }
    }
}

package io.onedag.tasks.shell;

import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file a command writes its output to: one JSON value, or nothing. */
final class ResultFile {

    /** More than an output may have, since the file may be indented. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final String CHOICE_HINT =
            "; write a JSON list of successors to $ONEDAG_RESULT_FILE, [] for none, or {\"branch\": [...], \"output\": ...}";

    private ResultFile() {}

    /**
     * What a command that succeeded answered.
     *
     * @throws TaskFailedException fatal, when the file holds something else than the task's output
     */
    static TaskResult read(Path file, TaskContext context) throws IOException {
        String text = text(file);
        Object value = null;
        if (!text.isBlank()) {
            try {
                value = Json.parse(text);
            } catch (IllegalArgumentException e) {
                throw TaskFailedException.fatal("the command's result file holds no JSON value: " + e.getMessage()
                        + ". It begins with " + Json.write(shorten(text))
                        + "; a text goes in quotes: printf '\"%s\"' done > \"$ONEDAG_RESULT_FILE\"");
            }
        }
        return context.branch().isEmpty() ? TaskResult.success(value) : branch(value);
    }

    private static TaskResult branch(@Nullable Object value) {
        if (value instanceof List<?> names) {
            return TaskResult.branch(names(names), null);
        }
        if (value instanceof String name) {
            return TaskResult.branch(name);
        }
        if (value instanceof Map<?, ?> map
                && map.get("branch") instanceof List<?> names
                && map.keySet().stream().allMatch(key -> key.equals("branch") || key.equals("output"))) {
            return TaskResult.branch(names(names), map.get("output"));
        }
        throw TaskFailedException.fatal("the task branches and its command chose nothing: its result file holds "
                + shorten(Json.write(value)) + CHOICE_HINT);
    }

    private static List<String> names(List<?> list) {
        var names = new ArrayList<String>();
        for (Object each : list) {
            if (!(each instanceof String name)) {
                throw TaskFailedException.fatal("the task branches and its command chose " + shorten(Json.write(each))
                        + ", which is no task's name" + CHOICE_HINT);
            }
            names.add(name);
        }
        return names;
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return "";
        }
        if (bytes.length > MAX_BYTES) {
            throw TaskFailedException.fatal("the command's result file has more than " + MAX_BYTES
                    + " bytes; an output holds at most 48 KiB. Write rows to a file and answer with its path");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw TaskFailedException.fatal("the command's result file is not UTF-8 text; JSON has to be");
        }
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}

package io.onedag.testkit.conformance.probe;

import io.onedag.TaskContext;
import io.onedag.attempt.ProcessTree;
import io.onedag.json.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hands texts to a shell as its arguments, in its environment and in a file, and takes from it what it got. */
public final class Echo {

    private static final String SCRIPT = """
            for text in "$@"; do printf '%s\\0' "$text"; done > "$ECHO_ARGUMENTS"
            i=0
            while [ "$i" -lt "$#" ]; do eval "printf '%s\\0' \\"\\$ECHO_$i\\""; i=$((i + 1)); done > "$ECHO_ENVIRONMENT"
            cat "$ECHO_IN" > "$ECHO_RESULT"
            """;

    private Echo() {}

    /** What the shell got each way: three lists. */
    static Map<String, Object> of(List<String> texts, TaskContext context) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("onedag-echo-");
        try {
            var command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "echo"));
            command.addAll(texts);
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.redirectOutput(folder.resolve("log").toFile());
            for (int i = 0; i < texts.size(); i++) {
                builder.environment().put("ECHO_" + i, texts.get(i));
            }
            for (String name : List.of("ARGUMENTS", "ENVIRONMENT", "IN", "RESULT")) {
                builder.environment().put("ECHO_" + name, folder.resolve(name).toString());
            }
            Files.writeString(folder.resolve("IN"), Json.write(texts));
            int code = ProcessTree.start(builder, context).waitFor();
            if (code != 0) {
                throw new IOException("the shell ended with " + code + ": " + Files.readString(folder.resolve("log")));
            }
            var got = new LinkedHashMap<String, Object>();
            got.put("arguments", texts(folder.resolve("ARGUMENTS")));
            got.put("environment", texts(folder.resolve("ENVIRONMENT")));
            got.put("file", java.util.Objects.requireNonNull(Json.parse(Files.readString(folder.resolve("RESULT")))));
            return got;
        } finally {
            remove(folder);
        }
    }

    /** Whether this JVM can hand a text to a process: its locale's encoding may lack characters, and no process takes a NUL. */
    public static boolean canPass(String text) {
        String name = System.getProperty("sun.jnu.encoding");
        Charset charset = name == null ? Charset.defaultCharset() : Charset.forName(name);
        return text.indexOf('\0') < 0 && charset.newEncoder().canEncode(text);
    }

    private static List<String> texts(Path file) throws IOException {
        String all = Files.readString(file, StandardCharsets.UTF_8);
        List<String> texts = new ArrayList<>(List.of(all.split("\0", -1)));
        texts.remove(texts.size() - 1);
        return texts;
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }
}

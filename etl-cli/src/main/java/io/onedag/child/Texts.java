package io.onedag.child;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small files, by streams: channels would load thirty classes more. */
final class Texts {

    private static final char REPLACEMENT = '\ufffd';

    private Texts() {}

    /**
     * A file's text.
     *
     * @throws IOException when it can't be read, or isn't UTF-8
     */
    static String read(Path file) throws IOException {
        String text;
        try (var in = new FileInputStream(file.toFile())) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return text.indexOf(REPLACEMENT) < 0 ? text : Files.readString(file); // which says so
    }
}

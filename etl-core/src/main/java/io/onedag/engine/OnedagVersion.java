package io.onedag.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Onedag's own version, also where an application packed it into its jar and the manifests are gone. */
public final class OnedagVersion {

    private static final String CURRENT = read();

    private OnedagVersion() {}

    /** For example {@code 0.1.0}. */
    public static String current() {
        return CURRENT;
    }

    private static String read() {
        try (InputStream in = OnedagVersion.class.getResourceAsStream("onedag-version.txt")) {
            return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

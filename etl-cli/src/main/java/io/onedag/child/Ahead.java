package io.onedag.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Loads classes in a thread of its own before the attempt gets to them: a start is mostly that, and PostgreSQL's driver alone has hundreds. They
 * are verified there too, but not initialised: that happens where they are used, in the one order that it always has.
 */
final class Ahead {

    /** What a child loads from its connection on, in that order. A name that is no longer there does no harm. */
    static final String NAMES = "ahead.txt";

    private Ahead() {}

    /** Starts, where there is a processor to spare. */
    static void start(String databaseUrl) {
        boolean server = databaseUrl.startsWith("postgres") || databaseUrl.startsWith("jdbc:postgresql:");
        if (!server || Runtime.getRuntime().availableProcessors() < 2) {
            return;
        }
        var thread = new Thread("onedag-ahead") {
            @Override
            public void run() {
                try {
                    load();
                } catch (IOException | LinkageError e) {
                    // Then they are loaded where they are used, which says what is wrong.
                }
            }
        };
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() throws IOException {
        InputStream names = Ahead.class.getResourceAsStream(NAMES);
        if (names == null) {
            return;
        }
        try (var reader = new BufferedReader(new InputStreamReader(names, StandardCharsets.UTF_8))) {
            for (String name = reader.readLine(); name != null; name = reader.readLine()) {
                load(name);
            }
        }
    }

    private static void load(String name) {
        try {
            // Whoever asks for the constructors has the class verified.
            Class.forName(name, false, Ahead.class.getClassLoader()).getDeclaredConstructors();
        } catch (ClassNotFoundException | LinkageError e) {
            // Of another version of its library.
        }
    }
}

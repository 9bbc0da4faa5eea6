package io.onedag.cli.doctor;

import java.util.List;

/**
 * What a check found.
 *
 * @param check what was looked at, in a word
 * @param level how bad it is
 * @param what what there is, and what follows from it
 * @param next what to do, in lines; empty: nothing
 */
public record Finding(String check, Level level, String what, List<String> next) {

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Works, but something may not be as meant. */
        WARN,
        /** Something won't work. */
        FAIL
    }

    public Finding {
        next = List.copyOf(next);
    }

    static Finding ok(String check, String what) {
        return new Finding(check, Level.OK, what, List.of());
    }

    static Finding warn(String check, String what, String... next) {
        return new Finding(check, Level.WARN, what, List.of(next));
    }

    static Finding fail(String check, String what, String... next) {
        return new Finding(check, Level.FAIL, what, List.of(next));
    }
}

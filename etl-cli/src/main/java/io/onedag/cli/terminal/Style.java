package io.onedag.cli.terminal;

import io.onedag.RunState;
import io.onedag.TaskState;
import java.util.Map;

/** Colours and weights of text, where they are wanted. Immutable. */
public final class Style {

    private static final String RESET = "\u001b[0m";
    private static final Style PLAIN = new Style(false);
    private static final Style COLOURED = new Style(true);

    private final boolean coloured;

    private Style(boolean coloured) {
        this.coloured = coloured;
    }

    /** No colours. */
    public static Style plain() {
        return PLAIN;
    }

    /**
     * Colours on a terminal, unless {@code NO_COLOR} is set or {@code TERM} is {@code dumb}.
     *
     * @param terminal whether the text goes to a terminal
     * @param environment the process's environment
     */
    public static Style of(boolean terminal, Map<String, String> environment) {
        return terminal && isCapable(environment) ? COLOURED : PLAIN;
    }

    /** Whether the environment lets a terminal be drawn on: {@code NO_COLOR} not set, {@code TERM} not {@code dumb}. */
    public static boolean isCapable(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** Whether there are colours. */
    public boolean isColoured() {
        return coloured;
    }

    /** Stands out. */
    public String bold(String text) {
        return with("1", text);
    }

    /** Steps back. */
    public String dim(String text) {
        return with("2", text);
    }

    /** Good. */
    public String green(String text) {
        return with("32", text);
    }

    /** Bad. */
    public String red(String text) {
        return with("31", text);
    }

    /** To look at. */
    public String yellow(String text) {
        return with("33", text);
    }

    /** Under way. */
    public String cyan(String text) {
        return with("36", text);
    }

    /** The name of a task run's state in its colour. */
    public String state(TaskState state) {
        String name = state.name();
        return switch (state) {
            case SUCCEEDED -> green(name);
            case FAILED, UPSTREAM_FAILED -> red(name);
            case RETRY_WAIT, CANCELLED -> yellow(name);
            case RUNNING, READY -> cyan(name);
            case PENDING, SKIPPED -> dim(name);
        };
    }

    /** The name of a run's state in its colour. */
    public String state(RunState state) {
        String name = state.name();
        return switch (state) {
            case SUCCEEDED -> green(name);
            case FAILED -> red(name);
            case CANCELLED -> yellow(name);
            case RUNNING, QUEUED -> cyan(name);
        };
    }

    private String with(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
    }
}

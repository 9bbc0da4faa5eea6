package io.onedag.driven;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a driver has made of a task run and its run by the time it ends the attempt's process.
 *
 * @param task of the task run
 * @param run of the run
 */
public record DriversWord(Task task, Run run) {

    /** Nothing is known: the attempt was cut off, and may be tried again. */
    public static final DriversWord NONE = new DriversWord(Task.NONE, Run.RUNNING);

    /** What became of the task run. */
    public enum Task {
        /** Nothing is known. */
        NONE,
        /** It was marked as a success. */
        SUCCESS,
        /** It was marked as failed, or its run was. */
        FAILED,
        /** It was marked as skipped, or its run timed out. */
        SKIPPED,
        /** It was cleared, and starts again. */
        RESTARTING
    }

    /** What became of the run. */
    public enum Run {
        /** It goes on. */
        RUNNING,
        /** It was ended as failed, by a person or by its time limit; not because this task failed. */
        FAILED,
        /** It was marked as a success. */
        SUCCESS
    }

    /**
     * Reads the line {@code end task=STATE run=STATE}, the states in lower case; a part that is left out or unknown says nothing.
     *
     * @return null when the line is another one
     */
    public static @Nullable DriversWord parse(String line) {
        String[] parts = line.strip().split(" +");
        if (!parts[0].equals("end")) {
            return null;
        }
        Task task = Task.NONE;
        Run run = Run.RUNNING;
        for (String part : parts) {
            if (part.startsWith("task=")) {
                task = word(Task.values(), part, task);
            } else if (part.startsWith("run=")) {
                run = word(Run.values(), part, run);
            }
        }
        return new DriversWord(task, run);
    }

    private static <E extends Enum<E>> E word(E[] known, String part, E otherwise) {
        String text = part.substring(part.indexOf('=') + 1).toUpperCase(Locale.ROOT);
        for (E each : known) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        return otherwise;
    }
}

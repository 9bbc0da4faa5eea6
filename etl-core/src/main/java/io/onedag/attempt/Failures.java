package io.onedag.attempt;

import io.onedag.engine.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a failure in a sentence: why, and where in the user's code. */
public final class Failures {

    private static final List<String> NOT_THE_USERS = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "jakarta.",
            "org.hibernate.",
            "org.postgresql.",
            "org.sqlite.",
            "com.zaxxer.");
    private static final List<String> OUR_ROOMS = List.of(
            "io.onedag.TaskFailedException",
            "io.onedag.attempt.",
            "io.onedag.engine.",
            "io.onedag.local.",
            "io.onedag.store.",
            "io.onedag.hibernate.",
            "io.onedag.tasks.",
            "io.onedag.json.",
            "io.onedag.expr.");

    private Failures() {}

    /** A retryable failure from what was thrown; secrets are masked. */
    public static Failure of(Throwable thrown, Masking masking) {
        return of(thrown, false, masking);
    }

    static Failure of(Throwable thrown, boolean fatal, Masking masking) {
        return new Failure(thrown.getClass().getName(), masking.mask(why(thrown)), where(thrown), fatal);
    }

    private static String why(Throwable thrown) {
        String own = ownWords(thrown);
        int next = own.indexOf('\n' + FailureBlock.NEXT);
        var text = new StringBuilder(next < 0 ? own : own.substring(0, next));
        Throwable each = thrown.getCause();
        for (int depth = 0; each != null && depth < 5; depth++, each = each.getCause()) {
            String words = ownWords(each);
            if (text.indexOf(words) < 0) {
                text.append("; caused by ").append(words);
            }
        }
        return text + (next < 0 ? "" : own.substring(next));
    }

    private static String ownWords(Throwable thrown) {
        String message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return thrown.getClass().getSimpleName();
        }
        return thrown.getClass().getName().startsWith("io.onedag.")
                ? message
                : thrown.getClass().getSimpleName() + ": " + message;
    }

    private static @Nullable String where(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            if (NOT_THE_USERS.stream().noneMatch(name::startsWith)
                    && OUR_ROOMS.stream().noneMatch(name::startsWith)) {
                return name + "." + frame.getMethodName()
                        + (frame.getFileName() == null
                                ? ""
                                : " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")");
            }
        }
        return null;
    }
}

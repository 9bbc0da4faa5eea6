package io.onedag.engine;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param type the exception's class, or {@code TaskFailed} for a result that says so
 * @param message why, for people; secrets masked
 * @param where the place in the user's code or definition; null: unknown
 * @param fatal whether no retry can mend it
 */
public record Failure(String type, String message, @Nullable String where, boolean fatal) {}

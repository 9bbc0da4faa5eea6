package io.onedag;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a definition.
 *
 * @param location where
 * @param message what and why
 * @param hint what to do next ("did you mean …?"), or null
 */
public record Problem(
        Location location, String message, @Nullable String hint) {

    /** {@code location: message; hint}. */
    @Override
    public String toString() {
        String where = location.toString();
        return (where.isEmpty() ? "" : where + ": ") + message + (hint == null ? "" : "; " + hint);
    }
}

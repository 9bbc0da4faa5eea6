package io.onedag.tasks.csv;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A row that can't be taken.
 *
 * @param line where it begins in its file, from 1
 * @param column the column at fault, or null: the row as a whole
 * @param reason why
 * @param raw how it stands in the file
 */
record BadRow(long line, @Nullable String column, String reason, String raw) {

    private static final int MAX_SHOWN = 200;

    /** In words: where, why, and the row itself, shortened. */
    String describe(Path file) {
        String shown = raw.length() <= MAX_SHOWN ? raw : raw.substring(0, MAX_SHOWN - 3) + "...";
        return file + ":" + line + ": " + (column == null ? "" : "column \"" + column + "\": ") + reason + ": "
                + shown.replace("\r", "\\r").replace("\n", "\\n");
    }
}

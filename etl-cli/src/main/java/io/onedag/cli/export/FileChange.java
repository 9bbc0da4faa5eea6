package io.onedag.cli.export;

import org.jspecify.annotations.Nullable;

/**
 * How a file of the folder stands to what an export makes of it.
 *
 * @param name relative to the folder, with {@code /}
 * @param there its text; null: it isn't there, or can't be read as text
 * @param made what the export makes of it; null: nothing
 * @param note why, where the kind doesn't say it all; otherwise empty
 */
public record FileChange(
        String name,
        Kind kind,
        @Nullable String there,
        @Nullable String made,
        String note) {

    /** How a file stands to what an export makes of it. */
    public enum Kind {
        /** It isn't there yet. */
        NEW,
        /** It is there, with other content. */
        CHANGED,
        /** It is there, byte for byte. */
        UNCHANGED,
        /** The exporter wrote it, for a pipeline that is gone. */
        STALE,
        /** It is there, and isn't the exporter's: it is left alone. */
        FOREIGN
    }

    /** Whether the folder would be another one after an export. */
    public boolean differs() {
        return kind != Kind.UNCHANGED;
    }
}

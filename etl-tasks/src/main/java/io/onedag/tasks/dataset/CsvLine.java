package io.onedag.tasks.dataset;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record of a CSV file.
 *
 * @param line the line it begins on, from 1
 * @param fields its fields; null: an unquoted field that stands for null
 * @param isBlank whether the line is empty, so that there are no fields
 */
public record CsvLine(long line, @Nullable String[] fields, boolean isBlank) {

    /** Builds records for the parser. Not thread-safe. */
    public static final class Handler extends AbstractBaseCsvCallbackHandler<CsvLine> {
        private final String nullText;
        private @Nullable String[] fields;
        private int count;
        private boolean blank;

        /**
         * @param nullText what stands for null when it isn't quoted
         * @param expected how many fields there probably are
         */
        public Handler(String nullText, int expected) {
            this.nullText = nullText;
            this.fields = new @Nullable String[Math.max(1, expected)];
        }

        @Override
        protected void handleBegin(long startingLineNumber) {
            count = 0;
            blank = false;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            if (count == fields.length) {
                fields = Arrays.copyOf(fields, count * 2);
            }
            fields[count++] = !quoted && isNull(buffer, offset, length) ? null : new String(buffer, offset, length);
        }

        @Override
        protected void handleEmpty() {
            blank = true;
        }

        @Override
        protected CsvLine buildRecord() {
            return new CsvLine(getStartingLineNumber(), Arrays.copyOf(fields, count), blank);
        }

        private boolean isNull(char[] buffer, int offset, int length) {
            if (length != nullText.length()) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (buffer[offset + i] != nullText.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }
}

package io.onedag.tasks.csv;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a column's values have to be. Null is always allowed. */
enum ColumnType {
    TEXT {
        @Override
        boolean accepts(String value) {
            return true;
        }
    },
    INTEGER {
        @Override
        boolean accepts(String value) {
            return WHOLE.matcher(value).matches();
        }
    },
    DECIMAL {
        @Override
        boolean accepts(String value) {
            try {
                new BigDecimal(value);
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    },
    BOOLEAN {
        @Override
        boolean accepts(String value) {
            return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
        }
    },
    DATE {
        @Override
        boolean accepts(String value) {
            try {
                LocalDate.parse(value);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }
    },
    DATETIME {
        @Override
        boolean accepts(String value) {
            try {
                DateTimeFormatter.ISO_DATE_TIME.parse(value.replace(' ', 'T'), LocalDateTime::from);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }
    };

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,1000}");

    /** Whether a value is of this type. */
    abstract boolean accepts(String value);

    /** The name in a definition. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The type of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    static ColumnType named(String label) {
        for (ColumnType each : values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "\"" + label + "\" is no type of a column; known: text, integer, decimal, boolean, date, datetime");
    }
}

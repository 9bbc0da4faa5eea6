package io.onedag.examples.miniproject.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a record that may be anything. */
final class Fields {

    private static final int LONGEST = 60;

    /** Why a record is invalid. */
    static final class ProblemException extends Exception {
        private static final long serialVersionUID = 1L;

        ProblemException(String problem) {
            super(problem, null, false, false);
        }

        String problem() {
            return String.valueOf(getMessage());
        }
    }

    private Fields() {}

    /** The record as an object. */
    static Map<?, ?> object(@Nullable Object record) throws ProblemException {
        if (record instanceof Map<?, ?> map) {
            return map;
        }
        throw new ProblemException("it is no object but " + quoted(record));
    }

    /** The text of a field that has to be there; a number is written as text. */
    static String text(Map<?, ?> record, String name) throws ProblemException {
        Object value = record.get(name);
        if (value instanceof String || value instanceof Number) {
            String text = value.toString().strip();
            if (!text.isEmpty()) {
                return text;
            }
        }
        throw new ProblemException(
                value == null || value.equals("") ? "it has no " + name : name + " is " + quoted(value) + ", no text");
    }

    /** A value in a message: in quotes, short, on one line. */
    static String quoted(@Nullable Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return "\"" + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text) + "\"";
    }
}

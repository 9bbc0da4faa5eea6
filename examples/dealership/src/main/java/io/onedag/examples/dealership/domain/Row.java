package io.onedag.examples.dealership.domain;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;

/**
 * A row of text, by column. Each accessor throws {@link BadRowException} when the text is not what the accessor says.
 *
 * @param values the texts; a column that is missing reads as empty
 */
public record Row(Map<String, String> values) {

    /** The text without the blanks around it; may be empty. */
    public String optional(String column) {
        return values.getOrDefault(column, "").strip();
    }

    /** A text that isn't empty. */
    public String text(String column) {
        String text = optional(column);
        if (text.isEmpty()) {
            throw new BadRowException(column + " is empty");
        }
        return text;
    }

    /** A whole number of at least {@code least}. */
    public long number(String column, long least) {
        String text = text(column);
        try {
            long number = Long.parseLong(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new BadRowException(
                column + " is \"" + text + "\"; it has to be a whole number" + (least > 0 ? " above 0" : ""));
    }

    /** A day, like {@code 2020-07-03}. */
    public LocalDate date(String column) {
        String text = text(column);
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new BadRowException(column + " is \"" + text + "\"; it has to be a day like 2020-07-03");
        }
    }

    /** {@code true} or {@code false} in any case; empty: false. */
    public boolean flag(String column) {
        String text = optional(column);
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.isEmpty() || text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new BadRowException(column + " is \"" + text + "\"; it has to be true or false");
    }

    /** An e-mail address: something on both sides of one {@code @}. */
    public String email(String column) {
        String text = text(column);
        int at = text.indexOf('@');
        if (at < 1 || at != text.lastIndexOf('@') || at == text.length() - 1 || text.contains(" ")) {
            throw new BadRowException(column + " is \"" + text + "\"; it has to be an e-mail address");
        }
        return text;
    }
}

package io.onedag.examples.miniproject.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a record.
 *
 * @param content the record as it should be; where it can't be made so, what is known of it
 * @param problem why it is invalid; null: it is valid
 */
public record Verdict(
        Map<String, @Nullable Object> content, @Nullable String problem) {

    static Verdict valid(Map<String, @Nullable Object> content) {
        return new Verdict(content, null);
    }

    static Verdict invalid(Map<String, @Nullable Object> content, String problem) {
        return new Verdict(content, problem);
    }
}

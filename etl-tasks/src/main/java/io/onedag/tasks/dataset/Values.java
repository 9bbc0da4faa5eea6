package io.onedag.tasks.dataset;

import io.onedag.expr.Template;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of rows as text. */
public final class Values {

    private Values() {}

    /** A value as text: lists and maps as JSON, numbers without exponent; null stays null. */
    public static @Nullable String text(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof Map || value instanceof Collection ? Template.text(value) : value.toString();
    }
}

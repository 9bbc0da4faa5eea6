package io.onedag.export.airflow.file;

import static io.onedag.export.python.Expression.argument;

import io.onedag.Param;
import io.onedag.ParamType;
import io.onedag.export.python.Expression;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A parameter as Airflow's {@code Param}: a default and a JSON Schema, by which Airflow checks what a run is given. */
final class ParamArguments {

    private ParamArguments() {}

    static Expression of(Param param) {
        var arguments = new ArrayList<Expression.Argument>();
        if (!param.required()) {
            arguments.add(argument(Expression.literal(param.defaultValue())));
        }
        // What is neither required nor has a default is null in a run that doesn't set it.
        boolean nullable = !param.required() && param.defaultValue() == null;
        String type = type(param.type());
        arguments.add(argument("type", nullable ? List.of("null", type) : type));
        String format = format(param);
        if (format != null) {
            arguments.add(argument("format", format));
        }
        if (!param.allowed().isEmpty()) {
            var allowed = new ArrayList<@Nullable Object>(param.allowed());
            if (nullable && !allowed.contains(null)) {
                allowed.add(null);
            }
            arguments.add(argument("enum", allowed));
        }
        if (!param.description().isEmpty()) {
            arguments.add(argument("description", param.description()));
        }
        return Expression.call("Param", arguments);
    }

    private static String type(ParamType type) {
        return switch (type) {
            case STRING, DATE, DATETIME -> "string";
            case INTEGER -> "integer";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case LIST -> "array";
            case OBJECT -> "object";
        };
    }

    /** Airflow shows a calendar for these; left out where it would refuse a value that the pipeline itself names. */
    private static @Nullable String format(Param param) {
        Stream<@Nullable Object> named =
                Stream.concat(Stream.ofNullable(param.defaultValue()), param.allowed().stream());
        return switch (param.type()) {
            case DATE ->
                named.allMatch(each -> each == null || each.toString().matches("(?!0000)\\d{4}-\\d\\d-\\d\\d"))
                        ? "date"
                        : null;
            case DATETIME -> named.allMatch(each -> each == null || isRfc3339(each.toString())) ? "date-time" : null;
            default -> null;
        };
    }

    private static boolean isRfc3339(String text) {
        try {
            return text.matches("(?!0000)\\d{4}-.{5}T\\d\\d:\\d\\d:\\d\\d.*") && OffsetDateTime.parse(text) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}

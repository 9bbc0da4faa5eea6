package io.onedag.definition;

import io.onedag.engine.NotifierType;
import io.onedag.engine.TaskType;
import io.onedag.schedule.CronExpression;
import io.onedag.schedule.InvalidCronException;
import io.onedag.schedule.Moment;
import io.onedag.schedule.TimeZones;
import io.onedag.schedule.UnknownTimeZoneException;
import io.onedag.units.Durations;
import io.onedag.units.MemorySize;
import io.onedag.validation.Names;
import io.onedag.validation.Suggestions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shapes that values of a definition have. */
final class Shapes {

    /** A text; a number or boolean is taken as it is written. */
    static final Shape<String> TEXT = new Text();

    /** A text that names something. */
    static final Shape<String> NAME = new Text() {
        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return SchemaParts.of("type", List.of("string", "number", "boolean"), "pattern", Names.SCHEMA_REGEX);
        }
    };

    /** Texts; one alone stands for a list of one. */
    static final Shape<List<String>> TEXTS = new Texts();

    /** True or false. */
    static final Shape<Boolean> FLAG = new Flag();

    static final Map<String, Object> DURATION_SCHEMA =
            SchemaParts.of("type", "string", "pattern", "^([0-9]{1,18}(\\.[0-9]{1,9})?(ms|s|m|h|d))+$");

    /** A duration. */
    static final Shape<Duration> DURATION =
            new Parsed<>("a duration like 500ms, 10m or 1h30m", Durations::parse, DURATION_SCHEMA);

    /** A size of memory, in bytes. */
    static final Shape<Long> MEMORY = new Parsed<>(
            "a size of memory like 512Mi",
            MemorySize::parse,
            SchemaParts.of(
                    "type",
                    List.of("string", "integer"),
                    "pattern",
                    "^[0-9]{1,19}(Ki|Mi|Gi|Ti|K|M|G|T)?$",
                    "minimum",
                    0));

    /** A date, a local time or an instant. */
    static final Shape<Moment> MOMENT =
            new Parsed<>("a date or time like 2026-01-31 or 2026-01-31T06:00", Moment::parse, Map.of("type", "string"));

    /** The name of a time zone. */
    static final Shape<ZoneId> ZONE = new Zone();

    /** A line of cron. */
    static final Shape<CronExpression> CRON = new Cron();

    /** Any value. */
    static final Shape<Node> ANY = new Shape<>() {
        @Override
        public Node read(Part part, Problems problems) {
            return part.node();
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of();
        }
    };

    /** A list of any values. */
    static final Shape<List<Node>> ANYTHINGS = new Shape<>() {
        @Override
        public @Nullable List<Node> read(Part part, Problems problems) {
            if (part.node() instanceof Node.Sequence sequence) {
                return sequence.items();
            }
            problems.wrong(part, "a list", null);
            return null;
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("type", "array");
        }
    };

    /** A map of any values. */
    static final Shape<Map<String, @Nullable Object>> SETTINGS = new Shape<>() {
        @Override
        public @Nullable Map<String, @Nullable Object> read(Part part, Problems problems) {
            if (part.node() instanceof Node.Mapping mapping) {
                return mapping.toJson();
            }
            problems.wrong(part, "a map of the task type's settings", null);
            return null;
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("type", "object");
        }
    };

    /** The name of a task type. Whether there is one of that name is for the validation to say. */
    static final Shape<String> TASK_TYPE = new Text() {
        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("enum", parts.types().stream().map(TaskType::name).toList());
        }
    };

    /** The name of a notifier. Whether there is one of that name is for the validation to say. */
    static final Shape<String> NOTIFIER_TYPE = new Text() {
        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of(
                    "enum", parts.notifiers().stream().map(NotifierType::name).toList());
        }
    };

    private Shapes() {}

    /** One of the constants of an enum, by their names in YAML. */
    static <E extends Enum<E>> Shape<E> oneOf(Class<E> type, Function<E, String> yamlName) {
        var constants = new LinkedHashMap<String, E>();
        Arrays.stream(type.getEnumConstants()).forEach(each -> constants.put(yamlName.apply(each), each));
        return new Choice<>(constants);
    }

    /** A whole number from {@code least} to {@code most}. */
    static Shape<Integer> whole(int least, int most) {
        return new Whole(least, most);
    }

    /** A number. */
    static Shape<Double> number(double least, boolean leastIncluded, double most) {
        return new Decimal(least, leastIncluded, most);
    }

    /** A map from names to values of one shape; those that can't be read are there, but empty. */
    static <T> Shape<Map<String, Optional<T>>> named(String what, Shape<T> shape) {
        return new Named<>(what, shape);
    }

    /** A list of values of one shape; those that can't be read are there, but empty. */
    static <T> Shape<List<Optional<T>>> listOf(String what, Shape<T> shape) {
        return new Listed<>(what, shape);
    }

    /** What a section says, made into something else. */
    static <T> Shape<T> made(Section section, BiFunction<Fields, Problems, @Nullable T> make) {
        return new Made<>(section, make);
    }

    /** Reads a text, number or boolean; null: it is none, and the problem is reported. */
    static Node.@Nullable Scalar scalar(Part part, String expected, Problems problems) {
        if (part.node() instanceof Node.Scalar scalar && !scalar.isNull()) {
            return scalar;
        }
        problems.wrong(part, expected, null);
        return null;
    }

    private static class Text implements Shape<String> {

        @Override
        public @Nullable String read(Part part, Problems problems) {
            Node.Scalar scalar = scalar(part, "a text", problems);
            return scalar == null ? null : scalar.text();
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("type", List.of("string", "number", "boolean"));
        }
    }

    private static final class Texts implements Shape<List<String>> {

        @Override
        public @Nullable List<String> read(Part part, Problems problems) {
            if (!(part.node() instanceof Node.Sequence sequence)) {
                Node.Scalar one = scalar(part, "a list of texts", problems);
                return one == null ? null : List.of(one.text());
            }
            var texts = new ArrayList<String>();
            for (Node item : sequence.items()) {
                Node.Scalar text =
                        scalar(new Part("an element of " + part.label(), item.location(), item), "a text", problems);
                if (text == null) {
                    return null;
                }
                texts.add(text.text());
            }
            return List.copyOf(texts);
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            Map<String, Object> text = TEXT.schema(parts);
            return Map.of("anyOf", List.of(SchemaParts.of("type", "array", "items", text), text));
        }
    }

    private static final class Flag implements Shape<Boolean> {

        @Override
        public @Nullable Boolean read(Part part, Problems problems) {
            if (part.node() instanceof Node.Scalar scalar && scalar.value() instanceof Boolean flag) {
                return flag;
            }
            problems.wrong(part, "true or false", part.node() instanceof Node.Scalar scalar ? hint(scalar) : null);
            return null;
        }

        private static @Nullable String hint(Node.Scalar scalar) {
            return switch (scalar.text().toLowerCase(Locale.ROOT)) {
                case "yes", "y", "on", "true" -> "write true, without quotes";
                case "no", "n", "off", "false" -> "write false, without quotes";
                default -> null;
            };
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("type", "boolean");
        }
    }

    private static final class Choice<E> implements Shape<E> {

        private final Map<String, E> constants;

        Choice(Map<String, E> constants) {
            this.constants = constants;
        }

        @Override
        public @Nullable E read(Part part, Problems problems) {
            String names = "one of " + String.join(", ", constants.keySet());
            Node.Scalar scalar = scalar(part, names, problems);
            if (scalar == null) {
                return null;
            }
            E constant = constants.get(scalar.text());
            if (constant == null) {
                String nearest = Suggestions.nearest(scalar.text(), constants.keySet());
                problems.wrong(part, names, nearest == null ? null : "did you mean \"" + nearest + "\"?");
            }
            return constant;
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("enum", List.copyOf(constants.keySet()));
        }
    }

    private record Whole(int least, int most) implements Shape<Integer> {

        @Override
        public @Nullable Integer read(Part part, Problems problems) {
            String expected = most == Integer.MAX_VALUE && least > Integer.MIN_VALUE
                    ? "a whole number, at least " + least
                    : "a whole number from " + least + " to " + most;
            if (part.node() instanceof Node.Scalar scalar && scalar.value() instanceof Number value) {
                var number = new BigDecimal(value.toString());
                // The sizes are compared first: 1e999999999 written out has a billion digits.
                if (number.precision() - number.scale() <= 11
                        && number.stripTrailingZeros().scale() <= 0
                        && number.compareTo(BigDecimal.valueOf(least)) >= 0
                        && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
                    return number.intValueExact();
                }
            }
            problems.wrong(part, expected, Decimal.hint(part));
            return null;
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return SchemaParts.of("type", "integer", "minimum", least, "maximum", most);
        }
    }

    private record Decimal(double least, boolean leastIncluded, double most) implements Shape<Double> {

        @Override
        public @Nullable Double read(Part part, Problems problems) {
            if (part.node() instanceof Node.Scalar scalar && scalar.value() instanceof Number value) {
                double number = new BigDecimal(value.toString()).doubleValue();
                if ((leastIncluded ? number >= least : number > least) && number <= most) {
                    return number;
                }
            }
            problems.wrong(
                    part,
                    "a number "
                            + (leastIncluded ? "from " + plain(least) + " to " + plain(most) : "above " + plain(least)),
                    hint(part));
            return null;
        }

        private static String plain(double number) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }

        /** For what would be a number, were it written as in JSON. */
        static @Nullable String hint(Part part) {
            if (part.node() instanceof Node.Scalar scalar
                    && scalar.value() instanceof String text
                    && text.length() < 20) {
                try {
                    var number = new BigDecimal(text.replace("_", "").replace(",", ""));
                    return Math.abs(number.scale()) > 20
                            ? null
                            : "write " + number.toPlainString() + (scalar.lead() == 0 ? "" : ", without quotes");
                } catch (NumberFormatException e) {
                    return null;
                }
            }
            return null;
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            Map<String, Object> schema = SchemaParts.of(
                    "type", "number", leastIncluded ? "minimum" : "exclusiveMinimum", new BigDecimal(plain(least)));
            if (most < Double.MAX_VALUE) {
                schema.put("maximum", new BigDecimal(plain(most)));
            }
            return schema;
        }
    }

    private record Parsed<T>(String expected, Function<String, T> parser, Map<String, Object> schema)
            implements Shape<T> {

        @Override
        public @Nullable T read(Part part, Problems problems) {
            Node.Scalar scalar = scalar(part, expected, problems);
            if (scalar == null) {
                return null;
            }
            try {
                return parser.apply(scalar.text());
            } catch (IllegalArgumentException e) {
                problems.wrong(part, expected, hint(scalar.text()));
                return null;
            }
        }

        private @Nullable String hint(String text) {
            for (UnaryOperator<String> mend : MENDS) {
                String mended = mend.apply(text);
                try {
                    if (!mended.equals(text) && mended.length() < 40) {
                        parser.apply(mended);
                        return "did you mean " + mended + "?";
                    }
                } catch (IllegalArgumentException e) {
                    // Not this one.
                }
            }
            return null;
        }

        private static final Pattern MEMORY_UNIT = Pattern.compile("(?i) *([KMGT])i?B?$");

        /** What people write by habit. */
        private static final List<UnaryOperator<String>> MENDS = List.of(
                text -> text.replace(" ", ""),
                text -> text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? text + "s" : text,
                text -> text.toLowerCase(Locale.ROOT),
                text -> text.replaceAll("(?i) *days?", "d")
                        .replaceAll("(?i) *hours?", "h")
                        .replaceAll("(?i) *min(ute)?s?", "m")
                        .replaceAll("(?i) *sec(ond)?s?", "s")
                        .replace(" ", ""),
                text -> MEMORY_UNIT
                        .matcher(text)
                        .replaceAll(unit -> unit.group(1).toUpperCase(Locale.ROOT) + "i"));

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return schema;
        }
    }

    private static final class Zone implements Shape<ZoneId> {

        @Override
        public @Nullable ZoneId read(Part part, Problems problems) {
            Node.Scalar scalar = scalar(part, "the name of a time zone", problems);
            if (scalar == null) {
                return null;
            }
            try {
                return TimeZones.named(scalar.text());
            } catch (UnknownTimeZoneException e) {
                problems.add(
                        scalar.location(),
                        part.label() + " is " + scalar.describe() + "; the IANA database has no time zone of this name",
                        e.suggestion()
                                .map(name -> "did you mean \"" + name + "\"?")
                                .orElse("write UTC, or a place such as Europe/Paris"));
                return null;
            }
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("type", "string");
        }
    }

    private static final class Cron implements Shape<CronExpression> {

        @Override
        public @Nullable CronExpression read(Part part, Problems problems) {
            Node.Scalar scalar = scalar(part, "a line of cron like \"5 0 * * *\"", problems);
            if (scalar == null) {
                return null;
            }
            try {
                return CronExpression.parse(scalar.text());
            } catch (InvalidCronException e) {
                problems.add(
                        scalar.at(e.offset()),
                        part.label() + " is " + scalar.describe() + (e.field().isEmpty() ? "" : ", " + e.field()) + ": "
                                + e.reason(),
                        Character.toLowerCase(e.hint().charAt(0)) + e.hint().substring(1));
                return null;
            }
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("type", "string");
        }
    }

    private record Named<T>(String what, Shape<T> shape) implements Shape<Map<String, Optional<T>>> {

        @Override
        public @Nullable Map<String, Optional<T>> read(Part part, Problems problems) {
            if (!(part.node() instanceof Node.Mapping mapping)) {
                problems.wrong(part, "a map from each " + what + "'s name to what it is", null);
                return null;
            }
            var values = new LinkedHashMap<String, Optional<T>>();
            mapping.entries().forEach((name, entry) -> {
                String label = what + " " + Quoted.of(name);
                values.put(
                        name, Optional.ofNullable(shape.read(new Part(label, entry.key(), entry.value()), problems)));
            });
            return values;
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return SchemaParts.of(
                    "type", "object",
                    "propertyNames", Map.of("pattern", Names.SCHEMA_REGEX),
                    "additionalProperties", shape.schema(parts));
        }
    }

    private record Listed<T>(String what, Shape<T> shape) implements Shape<List<Optional<T>>> {

        @Override
        public @Nullable List<Optional<T>> read(Part part, Problems problems) {
            if (!(part.node() instanceof Node.Sequence sequence)) {
                problems.wrong(part, "a list", "put \"- \" before each " + what);
                return null;
            }
            var values = new ArrayList<Optional<T>>();
            for (Node item : sequence.items()) {
                var element = new Part("a " + what + " of " + part.label(), item.location(), item);
                values.add(Optional.ofNullable(shape.read(element, problems)));
            }
            return List.copyOf(values);
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return SchemaParts.of("type", "array", "items", shape.schema(parts));
        }
    }

    private record Made<T>(Section section, BiFunction<Fields, Problems, @Nullable T> make) implements Shape<T> {

        @Override
        public @Nullable T read(Part part, Problems problems) {
            Fields fields = section.read(part, problems);
            return fields == null ? null : make.apply(fields, problems);
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return section.schema(parts);
        }
    }
}

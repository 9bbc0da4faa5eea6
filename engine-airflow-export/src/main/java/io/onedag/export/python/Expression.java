package io.onedag.export.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Python expression, laid out as {@code ruff format} leaves it: in one line where it fits, else one part a line with a comma after each.
 * Text of users gets in as a {@linkplain #literal literal} alone; whatever else there is is checked to be a name. Immutable.
 */
public sealed interface Expression {

    /** The longest line, where it can be helped. */
    int LINE = 88;

    /** {@code None}. */
    Expression NONE = new Atom("None");

    /** In one line, however long. */
    String flat();

    /**
     * Laid out.
     *
     * @param indent of the line that it begins in
     * @param column where in that line it begins
     * @param after how many columns what follows in its last line takes
     */
    String laidOut(int indent, int column, int after);

    /** Whether it fits into the line as it stands. */
    private static boolean fits(Expression expression, int column, int after) {
        return column + Width.of(expression.flat()) + after <= LINE;
    }

    // ---- making them

    /**
     * A value: null, a boolean, a number, a text, a list or a map with keys that are texts.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Expression literal(@Nullable Object value) {
        if (value == null) {
            return NONE;
        }
        if (value instanceof Boolean bool) {
            return new Atom(bool ? "True" : "False");
        }
        if (value instanceof Number number) {
            return new Atom(number(number));
        }
        if (value instanceof String text) {
            return new Text(text);
        }
        if (value instanceof List<?> list) {
            var elements = new ArrayList<Expression>(list.size());
            list.forEach(each -> elements.add(literal(each)));
            return new Listing(elements);
        }
        if (value instanceof Map<?, ?> map) {
            var entries = new ArrayList<Entry>(map.size());
            map.forEach((key, each) -> entries.add(new Entry((String) key, literal(each))));
            return new Dictionary(entries);
        }
        throw new IllegalArgumentException(value.getClass() + " has no Python literal");
    }

    /**
     * A name, or names joined by dots.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Expression name(String name) {
        return new Atom(checked(name));
    }

    /** A list. */
    static Expression list(List<Expression> elements) {
        return new Listing(elements);
    }

    /** A dict. */
    static Expression dictionary(List<Entry> entries) {
        return new Dictionary(entries);
    }

    /** A call of a function of this name. */
    static Call call(String function, Argument... arguments) {
        return call(function, List.of(arguments));
    }

    /** A call of a function of this name. */
    static Call call(String function, List<Argument> arguments) {
        return new Call(null, checked(function), arguments);
    }

    /** An argument by position. */
    static Argument argument(Expression value) {
        return new Argument("", value);
    }

    /** An argument by name. */
    static Argument argument(String name, Expression value) {
        return new Argument(checked(name) + "=", value);
    }

    /** An argument by name. */
    static Argument argument(String name, @Nullable Object value) {
        return argument(name, literal(value));
    }

    /** A dict of arguments. */
    static Argument unpacked(Expression value) {
        return new Argument("**", value);
    }

    private static String checked(String name) {
        if (!Call.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no Python name: " + name);
        }
        return name;
    }

    private static String number(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (Double.isNaN(value)) {
                return "float(\"nan\")";
            }
            if (Double.isInfinite(value)) {
                return value > 0 ? "float(\"inf\")" : "float(\"-inf\")";
            }
            return number(new BigDecimal(number.toString()));
        }
        if (number instanceof BigDecimal decimal) {
            String text = decimal.toString().replace('E', 'e');
            // A number of Python with neither is an int.
            return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
        }
        if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger) {
            return number.toString();
        }
        throw new IllegalArgumentException(number.getClass() + " has no Python literal");
    }

    // ---- what there is

    /** What has no parts. */
    record Atom(String flat) implements Expression {
        @Override
        public String laidOut(int indent, int column, int after) {
            return flat;
        }
    }

    /** A text. */
    record Text(String text) implements Expression {
        @Override
        public String flat() {
            return PythonText.quoted(text);
        }

        @Override
        public String laidOut(int indent, int column, int after) {
            if (fits(this, column, after)) {
                return flat();
            }
            List<String> pieces = PythonText.pieces(text, LINE - indent - 4);
            return pieces.size() == 1
                    ? flat()
                    : exploded("(", pieces.stream().map(Atom::new).toList(), "", ")", indent);
        }
    }

    /** A list. */
    record Listing(List<Expression> elements) implements Expression {
        public Listing {
            elements = List.copyOf(elements);
        }

        @Override
        public String flat() {
            return elements.stream().map(Expression::flat).collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public String laidOut(int indent, int column, int after) {
            return elements.isEmpty() || fits(this, column, after) ? flat() : exploded("[", elements, ",", "]", indent);
        }
    }

    /** A dict. */
    record Dictionary(List<Entry> entries) implements Expression {
        public Dictionary {
            entries = List.copyOf(entries);
        }

        @Override
        public String flat() {
            return entries.stream().map(Expression::flat).collect(Collectors.joining(", ", "{", "}"));
        }

        @Override
        public String laidOut(int indent, int column, int after) {
            return entries.isEmpty() || fits(this, column, after) ? flat() : exploded("{", entries, ",", "}", indent);
        }
    }

    /** A key and its value in a dict. */
    record Entry(String key, Expression value) implements Expression {
        private String lead() {
            return PythonText.quoted(key) + ": ";
        }

        @Override
        public String flat() {
            return lead() + value.flat();
        }

        @Override
        public String laidOut(int indent, int column, int after) {
            return lead() + value.laidOut(indent, column + Width.of(lead()), after);
        }
    }

    /** An argument of a call. */
    record Argument(String lead, Expression value) implements Expression {
        @Override
        public String flat() {
            return lead + value.flat();
        }

        @Override
        public String laidOut(int indent, int column, int after) {
            return lead + value.laidOut(indent, column + lead.length(), after);
        }
    }

    /** A call. */
    record Call(@Nullable Call of, String function, List<Argument> arguments) implements Expression {

        private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*");

        public Call {
            arguments = List.copyOf(arguments);
        }

        /** A call of a method of what this call returns. */
        public Call then(String method, Argument... with) {
            return new Call(this, checked(method), List.of(with));
        }

        private String lead(String before) {
            return before + function + "(";
        }

        @Override
        public String flat() {
            return arguments.stream()
                    .map(Expression::flat)
                    .collect(Collectors.joining(", ", lead(of == null ? "" : of.flat() + "."), ")"));
        }

        @Override
        public String laidOut(int indent, int column, int after) {
            return arguments.isEmpty() || fits(this, column, after) ? flat() : exploded(indent);
        }

        /** With each argument in a line of its own. */
        public String exploded(int indent) {
            if (of == null) {
                return Expression.exploded(lead(""), arguments, ",", ")", indent);
            }
            String before = of.exploded(indent) + ".";
            String flat = arguments.stream().map(Expression::flat).collect(Collectors.joining(", ", lead(""), ")"));
            return indent + 2 + Width.of(flat) <= LINE
                    ? before + flat
                    : Expression.exploded(lead(before), arguments, ",", ")", indent);
        }
    }

    private static String exploded(
            String open, List<? extends Expression> parts, String separator, String close, int indent) {
        int inner = indent + 4;
        return parts.stream()
                .map(part -> " ".repeat(inner) + part.laidOut(inner, inner, separator.length()) + separator + "\n")
                .collect(Collectors.joining("", open + "\n", " ".repeat(indent) + close));
    }
}

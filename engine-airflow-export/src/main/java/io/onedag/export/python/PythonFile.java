package io.onedag.export.python;

import java.util.List;

/** The text of a Python file while it is written: line by line, indented by blocks. Not thread-safe. */
public final class PythonFile {

    private static final int STEP = 4;

    private final StringBuilder text = new StringBuilder();
    private int indent;

    /** A comment; each line of it, and none of its controls, which could end it. */
    public PythonFile comment(String comment) {
        for (String line : comment.split("\\R", -1)) {
            String plain = line.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?")
                    .stripTrailing();
            raw(plain.isEmpty() ? "#" : "# " + plain);
        }
        return this;
    }

    /** A line of code that is the same in every file, or that has been made by an {@link Expression}. */
    public PythonFile line(String code) {
        return raw(code);
    }

    /** An empty line. */
    public PythonFile blank() {
        text.append('\n');
        return this;
    }

    /** {@code variable = value}. */
    public PythonFile assign(String variable, Expression value) {
        String lead = Expression.name(variable).flat() + " = ";
        return raw(lead + value.laidOut(indent, indent + lead.length(), 0));
    }

    /** An expression for its effect. */
    public PythonFile statement(Expression expression) {
        return raw(expression.laidOut(indent, indent, 0));
    }

    /** {@code with call as variable:}, each argument in a line of its own, and what follows until {@link #end} in it. */
    public PythonFile with(Expression.Call call, String variable) {
        raw("with " + call.exploded(indent) + " as " + Expression.name(variable).flat() + ":");
        indent += STEP;
        return this;
    }

    /** {@code with call:}, and what follows until {@link #end} in it. */
    public PythonFile with(Expression.Call call) {
        raw("with " + call.laidOut(indent, indent + "with ".length(), 1) + ":");
        indent += STEP;
        return this;
    }

    /** The end of a block. */
    public PythonFile end() {
        indent -= STEP;
        return this;
    }

    /** {@code a >> b >> c}; a line that would be too long is one step a line, in parentheses. */
    public PythonFile shift(List<Expression> steps) {
        String flat = String.join(" >> ", steps.stream().map(Expression::flat).toList());
        if (indent + Width.of(flat) <= Expression.LINE) {
            return raw(flat);
        }
        if (steps.size() == 2) {
            // A list, where there is one, is what gets lines of its own.
            Expression from = steps.get(0);
            Expression to = steps.get(1);
            if (from instanceof Expression.Listing) {
                return raw(from.laidOut(indent, Expression.LINE, 0) + " >> " + to.flat());
            }
            if (to instanceof Expression.Listing) {
                return raw(from.flat() + " >> " + to.laidOut(indent, Expression.LINE, 0));
            }
        }
        raw("(");
        indent += STEP;
        for (int i = 0; i < steps.size(); i++) {
            raw((i == 0 ? "" : ">> ") + steps.get(i).flat());
        }
        indent -= STEP;
        return raw(")");
    }

    /** Whether one more step fits into the line of a {@link #shift} in a block of the file. */
    public static boolean fitsShift(List<Expression> steps, Expression next) {
        int width = steps.stream()
                .mapToInt(step -> Width.of(step.flat()) + " >> ".length())
                .sum();
        return STEP + width + Width.of(next.flat()) <= Expression.LINE;
    }

    private PythonFile raw(String line) {
        text.append(" ".repeat(indent)).append(line).append('\n');
        return this;
    }

    /** The file. */
    public String text() {
        return text.toString();
    }
}

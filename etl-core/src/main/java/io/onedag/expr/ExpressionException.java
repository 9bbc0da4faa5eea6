package io.onedag.expr;

/** An expression that can't be read, or whose value doesn't exist; the message quotes the expression. */
public final class ExpressionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ExpressionException(String message) {
        super(message);
    }
}

package io.onedag.schedule;

/**
 * A cron expression that can't be read, never fires, or means different things to different engines.
 *
 * <p>The message says which expression and field, why, and what to write instead; the parts are there for callers that lay them out
 * themselves.
 */
public final class InvalidCronException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String expression;
    private final String field;
    private final int offset;
    private final String reason;
    private final String hint;

    InvalidCronException(String expression, String field, int offset, String reason, String hint) {
        super("cron \"" + expression + "\"" + (field.isEmpty() ? "" : ", " + field) + ": " + reason + ". " + hint
                + ".");
        this.expression = expression;
        this.field = field;
        this.offset = offset;
        this.reason = reason;
        this.hint = hint;
    }

    /** The whole expression, as it was written. */
    public String expression() {
        return expression;
    }

    /** The field at fault, {@code minute} to {@code day-of-week}; empty where it is the expression as a whole. */
    public String field() {
        return field;
    }

    /** Where in {@link #expression()} the fault begins, from 0: for an error's column. */
    public int offset() {
        return offset;
    }

    /** Why it is refused: a clause without a full stop. */
    public String reason() {
        return reason;
    }

    /** What to write instead: a sentence without its full stop. */
    public String hint() {
        return hint;
    }
}

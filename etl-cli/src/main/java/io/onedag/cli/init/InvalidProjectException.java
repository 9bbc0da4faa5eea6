package io.onedag.cli.init;

/** A project can't be made as asked; nothing was written. */
public final class InvalidProjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient String hint;

    InvalidProjectException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What to do instead. */
    public String hint() {
        return hint;
    }
}

package io.onedag.cli.export;

/** The folder can't take an export as it is; nothing in it was changed. */
public final class ExportConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    ExportConflictException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What to do. */
    public String hint() {
        return hint;
    }
}

package io.onedag.run;

/** A request that can't be carried out as it is: wrong parameters, a run someone else drives, a pipeline the engine refuses. */
public final class InvalidRunException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidRunException(String message) {
        super(message);
    }
}

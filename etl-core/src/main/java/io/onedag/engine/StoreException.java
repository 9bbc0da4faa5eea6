package io.onedag.engine;

import org.jspecify.annotations.Nullable;

/** A store that can't be reached or used as it is. The message says which store, why, and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

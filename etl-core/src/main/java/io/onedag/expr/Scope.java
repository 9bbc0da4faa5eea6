package io.onedag.expr;

import org.jspecify.annotations.Nullable;

/** Where expressions find their values: one attempt. */
@FunctionalInterface
public interface Scope {

    /**
     * The value that a reference names, its path not yet followed.
     *
     * @throws ExpressionException when there is none: an unknown parameter, a manual run's interval, a missing secret
     */
    @Nullable
    Object value(Reference reference);
}

package io.onedag.validation;

import io.onedag.Location;

/** Knows where the parts of a definition stand. */
@FunctionalInterface
public interface Locator {

    /**
     * Where a part stands: the keys of the definition from the outside in, as in YAML ({@code "tasks", "load", "needs", "extract"}).
     * A part that was left out stands where its parent does.
     */
    Location of(Object... path);

    /** Where the name of a part stands, for what is wrong with the name itself. */
    default Location ofName(Object... path) {
        return of(path);
    }
}

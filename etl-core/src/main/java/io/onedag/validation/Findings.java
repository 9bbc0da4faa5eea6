package io.onedag.validation;

import io.onedag.Location;
import io.onedag.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a check finds, each with the place where it stands. */
final class Findings {

    private static final int MOST_HINTS = 50;

    private final Locator locator;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Findings(Locator locator) {
        this.locator = locator;
    }

    List<Problem> errors() {
        return List.copyOf(errors);
    }

    List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    void error(String message, @Nullable String hint, Object... path) {
        errors.add(new Problem(locator.of(path), message, hint));
    }

    /** An error in the name of a part. */
    void errorInName(String message, @Nullable String hint, Object... path) {
        error(locator.ofName(path), message, hint);
    }

    void error(Location location, String message, @Nullable String hint) {
        errors.add(new Problem(location, message, hint));
    }

    void warning(String message, @Nullable String hint, Object... path) {
        warnings.add(new Problem(locator.of(path), message, hint));
    }

    /** Whether suggestions are still made. */
    boolean isHinting() {
        return errors.size() <= MOST_HINTS;
    }

    /** Suggestions for the first errors only: each looks at all known names. */
    @Nullable
    String hint(String unknown, Collection<String> known) {
        return isHinting() ? Suggestions.hint(unknown, known) : null;
    }
}

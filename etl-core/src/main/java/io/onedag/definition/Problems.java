package io.onedag.definition;

import io.onedag.Location;
import io.onedag.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a document. */
final class Problems {

    static final Comparator<Problem> IN_ORDER_OF_DOCUMENT = Comparator.comparing(
                    Problem::location, Comparator.comparing(Location::file))
            .thenComparing(problem -> problem.location().line())
            .thenComparing(problem -> problem.location().column());

    private final List<Problem> all = new ArrayList<>();

    void add(Location location, String message, @Nullable String hint) {
        all.add(new Problem(location, message, hint));
    }

    /** Reports what {@code label} is instead of what it has to be. */
    void wrong(Part part, String expected, @Nullable String hint) {
        if (part.node() instanceof Node.Scalar scalar && scalar.isNull()) {
            add(scalar.location(), part.label() + " has no value", "give it one, or leave the key out");
        } else {
            add(
                    part.node().location(),
                    part.label() + " is " + part.node().describe() + "; it has to be " + expected,
                    part.node() instanceof Node.Scalar scalar && scalar.text().contains("${")
                            ? "expressions are replaced under \"with\" alone"
                            : hint);
        }
    }

    List<Problem> all() {
        return all;
    }
}

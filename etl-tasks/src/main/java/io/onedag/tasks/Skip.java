package io.onedag.tasks;

import io.onedag.tasks.trial.SkipType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does nothing and ends skipped: for trials of trigger rules. {@code uses: skip} in YAML. Immutable. */
public final class Skip extends Spec<Skip> {

    private static final SkipType TYPE = new SkipType();

    /** A task that is skipped. */
    public Skip() {
        this(Map.of());
    }

    private Skip(Map<String, @Nullable Object> with) {
        super(TYPE, with);
    }

    /** Says why it is skipped. */
    public Skip message(String message) {
        return set(SkipType.MESSAGE, message);
    }

    @Override
    Skip copy(Map<String, @Nullable Object> with) {
        return new Skip(with);
    }
}

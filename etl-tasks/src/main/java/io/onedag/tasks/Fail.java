package io.onedag.tasks;

import io.onedag.tasks.trial.FailType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fails in every attempt, retryable: for trials of retries, alerts and clean-ups. {@code uses: fail} in YAML. Immutable. */
public final class Fail extends Spec<Fail> {

    private static final FailType TYPE = new FailType();

    /** A task that fails. */
    public Fail() {
        this(Map.of());
    }

    private Fail(Map<String, @Nullable Object> with) {
        super(TYPE, with);
    }

    /** Fails with this message. */
    public Fail message(String message) {
        return set(FailType.MESSAGE, message);
    }

    /** Fails for good: no retry is made. */
    public Fail fatal() {
        return set(FailType.FATAL, true);
    }

    /** Fails in the first {@code times} attempts of a round only, then succeeds. */
    public Fail times(int times) {
        return set(FailType.TIMES, (long) times);
    }

    @Override
    Fail copy(Map<String, @Nullable Object> with) {
        return new Fail(with);
    }
}

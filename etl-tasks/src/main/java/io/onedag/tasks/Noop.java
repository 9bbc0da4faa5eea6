package io.onedag.tasks;

import io.onedag.tasks.trial.NoopType;
import io.onedag.units.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does nothing and succeeds, without output: a joint of a graph, or a stand-in. {@code uses: noop} in YAML. Immutable. */
public final class Noop extends Spec<Noop> {

    private static final NoopType TYPE = new NoopType();

    /** A task that does nothing. */
    public Noop() {
        this(Map.of());
    }

    private Noop(Map<String, @Nullable Object> with) {
        super(TYPE, with);
    }

    /** Answers with this output, a JSON value; texts in it may hold expressions. */
    public Noop output(@Nullable Object output) {
        return set(NoopType.OUTPUT, output);
    }

    /** Takes this long; exact to the millisecond. */
    public Noop sleep(Duration sleep) {
        return set(NoopType.SLEEP, Durations.format(sleep));
    }

    /** Lets these successors run; for a task that branches. None is an answer too. */
    public Noop choose(String... successors) {
        return set(NoopType.CHOOSE, List.of(successors));
    }

    @Override
    Noop copy(Map<String, @Nullable Object> with) {
        return new Noop(with);
    }
}

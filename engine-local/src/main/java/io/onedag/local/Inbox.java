package io.onedag.local;

import io.onedag.plan.Reason;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a run and isn't taken account of yet, and whether someone is at it. At any moment at most one thread is the run's
 * <em>advancer</em>: whoever adds an event while nobody is, until it finds nothing left to {@link #take}.
 *
 * <p>Both facts are in one reference: a list of events, the youngest first, that ends in {@link #NOBODY} or {@link #SOMEBODY}. Thread-safe.
 */
final class Inbox {

    /** An event. It is in one inbox at most, once at a time. */
    abstract static sealed class Event permits TaskRun, RetryDue, Cut, Wake {
        private @Nullable Event next;

        /** The event that came after this one, among those taken together. */
        @Nullable
        Event next() {
            return next;
        }
    }

    /** A retry's delay is over. (A {@link TaskRun} by itself means: its attempt ended.) */
    static final class RetryDue extends Event {
        final TaskRun run;

        RetryDue(TaskRun run) {
            this.run = run;
        }
    }

    /** The run is to be cut short. */
    static final class Cut extends Event {
        final Reason reason;
        final String why;

        Cut(Reason reason, String why) {
            this.reason = reason;
            this.why = why;
        }
    }

    /** There may be something to do. */
    static final class Wake extends Event {}

    private static final Event NOBODY = new Wake();
    private static final Event SOMEBODY = new Wake();

    private final AtomicReference<Event> youngest = new AtomicReference<>(NOBODY);

    /**
     * Adds an event, unless nobody is advancing the run: then the caller is from now on, begins with this event and goes on with
     * {@link #take}.
     *
     * @return whether the advancer takes care of the event; false: the caller is the advancer
     */
    boolean add(Event event) {
        for (; ; ) {
            Event before = youngest.get();
            if (before == NOBODY) {
                if (youngest.compareAndSet(NOBODY, SOMEBODY)) {
                    event.next = null;
                    return false;
                }
            } else {
                event.next = before;
                if (youngest.compareAndSet(before, event)) {
                    return true;
                }
            }
        }
    }

    /**
     * Takes all events. For the advancer.
     *
     * @return the oldest; null: there are none, and the caller has ceased to be the advancer
     */
    @Nullable
    Event take() {
        if (youngest.get() == SOMEBODY && youngest.compareAndSet(SOMEBODY, NOBODY)) {
            return null;
        }
        Event each = youngest.getAndSet(SOMEBODY);
        Event younger = null;
        while (each != SOMEBODY) {
            Event older = each.next;
            each.next = younger;
            younger = each;
            each = older;
        }
        return younger;
    }
}

package io.onedag.attempt;

import org.jspecify.annotations.Nullable;

/** What an attempt reads of its upstreams; asked for at the first use. */
public interface Inputs {

    /** No upstreams, no item. */
    Inputs NONE = new Inputs() {
        @Override
        public @Nullable String output(int upstream) {
            return null;
        }

        @Override
        public @Nullable Object item(int task, int mapIndex) {
            return null;
        }
    };

    /** The output of an upstream as compact JSON, gathered in index order when it is mapped; null: it has none (yet). */
    @Nullable
    String output(int upstream);

    /** The element that a mapped instance works on, as a JSON value. */
    @Nullable
    Object item(int task, int mapIndex);
}

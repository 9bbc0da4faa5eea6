package io.onedag.attempt;

import io.onedag.Rows;
import io.onedag.engine.Failure;
import io.onedag.engine.RunStore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one attempt ended. */
public sealed interface AttemptResult {

    /**
     * It succeeded.
     *
     * @param output compact JSON of at most {@link Outputs#MAX_BYTES} bytes; null: none
     * @param chosen what a branching task chose, or null
     * @param lengths for each task mapped over this output: the length of its list
     * @param rows row counts
     * @param effect the open transaction in which its effect waits to commit with its outcome, or null
     */
    record Succeeded(
            @Nullable String output,
            @Nullable List<String> chosen,
            Map<String, Integer> lengths,
            Rows rows,
            RunStore.@Nullable EffectTransaction effect)
            implements AttemptResult {

        static final Succeeded PLAIN = new Succeeded(null, null, Map.of(), Rows.NONE, null);
    }

    /**
     * It skipped itself.
     *
     * @param why for people
     * @param rows row counts
     */
    record Skipped(String why, Rows rows) implements AttemptResult {}

    /**
     * It failed.
     *
     * @param failure why; fatal: no retry can mend it
     * @param timedOut whether its timeout ended it
     * @param rows row counts
     */
    record Failed(Failure failure, boolean timedOut, Rows rows) implements AttemptResult {}

    /**
     * It was cancelled from outside before it ended: no outcome.
     *
     * @param why for people
     */
    record Interrupted(String why) implements AttemptResult {}
}

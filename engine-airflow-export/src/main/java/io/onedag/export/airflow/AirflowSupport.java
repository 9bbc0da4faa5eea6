package io.onedag.export.airflow;

import static io.onedag.engine.Support.Kind.OUTCOME;
import static io.onedag.engine.Support.Kind.TIMING;
import static io.onedag.engine.Support.NATIVE;

import io.onedag.engine.Capability;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Support;

/** How well Airflow does what pipelines may need, as a rule. {@link AirflowNeeds} looks at one pipeline. */
final class AirflowSupport {

    static final String KEEP_THE_STORE = "leave out --store none";

    private AirflowSupport() {}

    static Support of(Capability capability, Options options) {
        return switch (capability) {
            case PARAMS,
                    SCHEDULE,
                    CATCHUP,
                    OVERLAP_QUEUE,
                    OVERLAP_ALLOW,
                    POOLS,
                    PRIORITY,
                    ATTEMPT_TIMEOUT,
                    RETRY,
                    TRIGGER_RULES,
                    BRANCH,
                    MAP,
                    NESTED_MAP,
                    GROUPS,
                    ALLOW_FAILURE -> NATIVE;
            case OVERLAP_SKIP ->
                new Support.Approximate(
                        OUTCOME,
                        "an interval that ends while a run is active waits for it instead of being skipped; when several do, the"
                                + " latest alone is run");
            case RUN_TIMEOUT ->
                new Support.Approximate(
                        OUTCOME,
                        options.store()
                                ? "Airflow shows what it cuts off as skipped; where no task is running at that moment, the run store"
                                        + " doesn't learn of it and no notice is sent"
                                : "Airflow shows what it cuts off as skipped");
            case BACKOFF ->
                new Support.Approximate(
                        TIMING, "Airflow waits at least as long, and up to twice as long or the longest delay");
            case JITTER -> new Support.Approximate(TIMING, "delays are not jittered");
            case ALLOW_FAILURE_OF_BRANCH ->
                new Support.Refused(
                        "when a branching task fails, Airflow skips none of its choices",
                        "let the task catch what goes wrong and choose a branch for it");
            case NOTIFICATIONS ->
                options.store()
                        ? new Support.Approximate(
                                OUTCOME,
                                "when Airflow ends a run while none of its tasks is running, no notice is sent")
                        : refusedWithoutStore("who sends them is decided in the run store");
            case EFFECT_TRANSACTIONAL ->
                options.store() ? NATIVE : refusedWithoutStore("the outcome is committed in the run store");
            case EFFECT_ONCE -> options.store() ? NATIVE : refusedWithoutStore("the claim is kept in the run store");
            case MEMORY_LIMIT ->
                new Support.Refused(
                        "a worker of Airflow starts every task alike",
                        "drop \"memory\", and set ONEDAG_JAVA_OPTS=-Xmx… on the workers");
        };
    }

    private static Support refusedWithoutStore(String reason) {
        return new Support.Refused(reason, KEEP_THE_STORE);
    }
}

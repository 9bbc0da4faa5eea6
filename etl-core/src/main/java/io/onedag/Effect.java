package io.onedag;

import java.util.Locale;

/** How often a task's effect may happen when a process is lost in the middle of it. */
public enum Effect {
    /** At least once: the task is run again. Make it idempotent. The default. */
    REPEATABLE,
    /** Exactly once: effect and outcome commit in one transaction of the store's own database. */
    TRANSACTIONAL,
    /**
     * At most once: one attempt, its claim durable before the body starts. A timeout or a lost process is {@link TaskState#FAILED}
     * with an unknown outcome, which a person decides.
     */
    ONCE;

    /** The name in YAML: lower case. */
    public String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

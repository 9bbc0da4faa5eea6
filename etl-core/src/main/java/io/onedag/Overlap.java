package io.onedag;

import java.util.Locale;

/** What becomes of a fire whose pipeline already has {@code max_active_runs} runs going. */
public enum Overlap {
    /** No run is started for it, and none is made up later. The default. */
    SKIP,
    /** Its run waits, in order of fire times, until an earlier one has ended. */
    QUEUE,
    /** Its run starts beside the others, {@code max_active_runs} notwithstanding. */
    ALLOW;

    /** The name in YAML: lower case. */
    public String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

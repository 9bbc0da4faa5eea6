package io.onedag.driven;

import io.onedag.RunState;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run that an attempt's commit decided: whoever gets it sends the notifications.
 *
 * @param state a final state
 * @param reason why, for people; null: nothing to say
 */
public record Closing(RunState state, @Nullable String reason) {}

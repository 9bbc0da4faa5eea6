package io.onedag.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One thing that happened in a run.
 *
 * @param level how much it matters
 * @param name {@code run_started}, {@code run_ended}, {@code run_left}, {@code attempt_started}, {@code attempt_ended},
 *     {@code attempt_lost}, {@code decided} or {@code task_log}
 * @param message for people; of a task's log the message itself. No secrets
 * @param context which run, task and attempt, by the keys of {@link Mdc}; {@code map_index}, {@code round} and {@code attempt} are numbers
 * @param fields what there is to say besides: {@code state}, {@code reason}, {@code duration_ms}, {@code rows}, {@code error} …
 */
public record Event(
        Level level, String name, String message, Map<String, Object> context, Map<String, @Nullable Object> fields) {}

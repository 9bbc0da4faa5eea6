package io.onedag.export.airflow.file;

import static io.onedag.export.python.Expression.argument;

import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.export.python.Expression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are tried again and for how long they may run: what most tasks of a pipeline have in common is said once, and by a task what
 * it has otherwise.
 */
final class TaskDefaults {

    /** By when a child has ended its attempt and itself: later, Airflow ends it. */
    private static final Duration SAFETY_NET = Duration.ofMinutes(1);

    private static final Settings PLAIN = new Settings(0, Duration.ofSeconds(1), false, Duration.ofMinutes(1), null);

    private final Settings common;
    private final boolean multiplies;

    private TaskDefaults(Settings common, boolean multiplies) {
        this.common = common;
        this.multiplies = multiplies;
    }

    /**
     * What Airflow is told.
     *
     * @param timeout of one attempt, as a safety net; null: none
     */
    private record Settings(
            int retries,
            Duration delay,
            boolean doubles,
            Duration maxDelay,
            @Nullable Duration timeout) {}

    /** An argument of a task. */
    record Setting(String name, Expression value) {}

    static TaskDefaults of(Pipeline pipeline) {
        Map<Settings, Integer> counts = new LinkedHashMap<>();
        boolean multiplies = false;
        for (TaskDefinition task : pipeline.tasks()) {
            if (RetryArguments.of(task.retry()) instanceof RetryArguments.Growing) {
                multiplies = true;
            } else {
                counts.merge(settings(task), 1, Integer::sum);
            }
        }
        int most = pipeline.tasks().size() / 2;
        Settings common = counts.entrySet().stream()
                .filter(each -> each.getValue() > 1 && each.getValue() > most)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(PLAIN);
        return new TaskDefaults(common, multiplies);
    }

    private static Settings settings(TaskDefinition task) {
        Duration timeout = task.timeout() == null ? null : task.timeout().plus(SAFETY_NET);
        RetryArguments retry = RetryArguments.of(task.retry());
        if (retry instanceof RetryArguments.Constant constant) {
            return new Settings(constant.retries(), constant.delay(), false, PLAIN.maxDelay, timeout);
        }
        if (retry instanceof RetryArguments.Doubling doubling) {
            return new Settings(doubling.retries(), doubling.delay(), true, doubling.maxDelay(), timeout);
        }
        return new Settings(0, PLAIN.delay, false, PLAIN.maxDelay, timeout);
    }

    /** Whether a task has a backoff for which the helper module is asked. */
    boolean multiplies() {
        return multiplies;
    }

    /** What all tasks have that don't say otherwise, nothing left out. */
    List<Setting> arguments() {
        return List.of(
                new Setting("retries", Expression.literal(common.retries)),
                new Setting("retry_delay", Values.duration(common.delay)),
                new Setting("retry_exponential_backoff", Expression.literal(common.doubles)),
                new Setting("max_retry_delay", Values.duration(common.maxDelay)),
                new Setting("execution_timeout", timeout(common)));
    }

    /** What a task says otherwise. */
    List<Expression.Argument> differing(TaskDefinition task) {
        Settings own = settings(task);
        var arguments = new ArrayList<Expression.Argument>();
        if (RetryArguments.of(task.retry()) instanceof RetryArguments.Growing growing) {
            arguments.add(Expression.unpacked(Expression.call(
                    "retry",
                    argument(Expression.literal(growing.retries())),
                    argument("delay", Values.duration(growing.delay())),
                    argument("backoff", growing.factor()),
                    argument("max_delay", Values.duration(growing.maxDelay())))));
        } else if (own.retries != common.retries) {
            arguments.add(argument("retries", own.retries));
        }
        if (own.retries > 0) {
            if (!own.delay.equals(common.delay)) {
                arguments.add(argument("retry_delay", Values.duration(own.delay)));
            }
            if (own.doubles != common.doubles) {
                arguments.add(argument("retry_exponential_backoff", own.doubles));
            }
            if (own.doubles && !own.maxDelay.equals(common.maxDelay)) {
                arguments.add(argument("max_retry_delay", Values.duration(own.maxDelay)));
            }
        }
        if (own.timeout == null ? common.timeout != null : !own.timeout.equals(common.timeout)) {
            arguments.add(argument("execution_timeout", timeout(own)));
        }
        return arguments;
    }

    private static Expression timeout(Settings settings) {
        return settings.timeout == null ? Expression.NONE : Values.duration(settings.timeout);
    }
}

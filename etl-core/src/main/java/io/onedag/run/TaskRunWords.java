package io.onedag.run;

import io.onedag.Pipeline;
import io.onedag.TaskState;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.TaskRunRecord;
import io.onedag.plan.Explanation;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the records say of task runs besides what the plan decided: attempts, failures, slots. */
final class TaskRunWords {

    private static final Duration SHORT = Duration.ofSeconds(10);

    private final RunRecord run;
    private final Pipeline pipeline;
    private final Map<TaskKey, TaskRunRecord> records;
    private final List<Explanation> all;
    private final Instant now;

    TaskRunWords(
            RunRecord run, Pipeline pipeline, Collection<TaskRunRecord> records, List<Explanation> all, Instant now) {
        this.run = run;
        this.pipeline = pipeline;
        this.records = records.stream()
                .collect(Collectors.toMap(each -> new TaskKey(each.task(), each.mapIndex()), Function.identity()));
        this.all = all;
        this.now = now;
    }

    /**
     * Sentences about one task run, without full stops.
     *
     * @param runReason why the run ended as it did, or null
     * @param abandoned whether nobody advances the run, so that nothing is about to happen
     */
    List<String> details(Explanation each, @Nullable String runReason, boolean abandoned) {
        var details = new ArrayList<String>();
        TaskRunRecord record = record(each);
        switch (each.state()) {
            case READY -> {
                if (record != null && record.recoveries() > 0 && record.error() != null) {
                    details.add(record.error().message());
                }
                if (!abandoned && !run.isDrivenFromOutside()) {
                    slot(each, details);
                }
            }
            case RUNNING -> running(each, record, abandoned, details);
            case RETRY_WAIT -> {
                if (record != null) {
                    details.add(attempt(record) + failure(each) + "; the next one is" + due(each));
                }
            }
            case SUCCEEDED -> {
                if (record != null && record.startedAt() != null && record.endedAt() != null) {
                    details.add(
                            "its last attempt took " + format(Duration.between(record.startedAt(), record.endedAt()))
                                    + (record.attempts() > 1 ? "; there were " + record.attempts() + " in all" : ""));
                }
            }
            case FAILED -> failed(each, record, details);
            case CANCELLED -> {
                if (runReason != null) {
                    details.add("the run ended with: " + runReason);
                }
            }
            case PENDING, SKIPPED, UPSTREAM_FAILED -> {}
        }
        if (each.cause() == Explanation.Cause.MARKED && record != null && record.error() != null) {
            details.add(record.error().message());
        }
        return details;
    }

    /** What a READY task run waits for. */
    private void slot(Explanation each, List<String> details) {
        List<Explanation> running =
                all.stream().filter(other -> other.state() == TaskState.RUNNING).toList();
        String pool = pool(each);
        int slots = pool == null ? 0 : pipeline.pools().getOrDefault(pool, 1);
        List<String> holders = running.stream()
                .filter(other -> pool != null && pool.equals(pool(other)))
                .map(Explanation::label)
                .toList();
        if (pool != null && holders.size() >= slots) {
            details.add("it waits for a slot of pool " + pool + " (" + slots + " in all), taken by "
                    + RunExplainer.named(holders));
        } else if (running.size() >= pipeline.maxParallelTasks()) {
            details.add("it waits for one of the run's " + pipeline.maxParallelTasks()
                    + " slots (max_parallel_tasks), taken by "
                    + RunExplainer.named(
                            running.stream().map(Explanation::label).toList()));
        } else if (pool != null) {
            details.add("it takes a slot of pool " + pool + " (" + slots
                    + " in all), which other runs share: they have it, or it is about to start");
        } else {
            details.add("a slot is free: it is about to start");
        }
        int priority = pipeline.task(each.task()).priority();
        List<String> first = all.stream()
                .filter(other -> other.state() == TaskState.READY
                        && pipeline.task(other.task()).priority() > priority)
                .map(Explanation::label)
                .toList();
        if (!first.isEmpty()) {
            details.add(
                    "its priority is " + priority + "; those with a higher one go first: " + RunExplainer.named(first));
        }
    }

    private void running(Explanation each, @Nullable TaskRunRecord record, boolean abandoned, List<String> details) {
        if (record == null) {
            return;
        }
        Duration timeout = pipeline.task(each.task()).timeout();
        Instant silent = DriversWay.silentSince(run, record, now).orElse(null);
        if (silent != null) {
            details.add(attempt(record) + " is under way at " + run.driver() + ", not heard from since "
                    + silent.truncatedTo(ChronoUnit.SECONDS)
                    + (record.deadline() == null
                            ? ""
                            : "; its deadline was " + record.deadline().truncatedTo(ChronoUnit.SECONDS)));
        } else if (abandoned) {
            details.add(attempt(record) + " was under way when its process ended, and is lost");
        } else {
            details.add(attempt(record) + " is under way" + since(each)
                    + (timeout == null
                            ? "; it has no timeout"
                            : "; it may take " + Durations.format(timeout) + " (timeout)"));
        }
        lost(record, details);
    }

    private void failed(Explanation each, @Nullable TaskRunRecord record, List<String> details) {
        if (record != null) {
            if (record.error() != null) {
                details.add(attempt(record)
                        + failure(each)
                        + (record.error().where() == null
                                ? ""
                                : ", at " + record.error().where()));
            }
            lost(record, details);
        }
    }

    private void lost(TaskRunRecord record, List<String> details) {
        int lost = record.recoveries();
        if (lost > 0) {
            details.add(lost + (lost == 1 ? " attempt of this round was" : " attempts of this round were")
                    + " lost with their process; "
                    + pipeline.task(record.task()).maxRecoveries()
                    + " may be (max_recoveries)");
        }
    }

    private String attempt(TaskRunRecord record) {
        int most = pipeline.task(record.task()).retry().maxAttempts() + record.recoveries();
        return "attempt " + record.attempt() + " of " + Math.max(most, record.attempt())
                + (record.round() > 1 ? " in round " + record.round() : "");
    }

    /** {@code " (why)"}, the first line of it. */
    String why(Explanation each) {
        String message = message(each);
        return message.isEmpty() ? "" : " (" + message + ")";
    }

    private String failure(Explanation each) {
        String message = message(each);
        return message.isEmpty() ? "" : " failed: " + message;
    }

    private String message(Explanation each) {
        TaskRunRecord record = record(each);
        return record == null || record.error() == null
                ? ""
                : record.error().message().lines().findFirst().orElse("");
    }

    /** {@code " due at 2026-01-31T06:00:00Z, in 3s"}. */
    String due(Explanation each) {
        TaskRunRecord record = record(each);
        Instant at = record == null ? null : record.retryAt();
        if (at == null) {
            return " due";
        }
        return " due at " + at.truncatedTo(ChronoUnit.SECONDS)
                + (at.isAfter(now) ? ", in " + format(Duration.between(now, at)) : ", which has passed");
    }

    /** {@code " since 2026-01-31T06:00:00Z, for 3s"}. */
    String since(Explanation each) {
        TaskRunRecord record = record(each);
        return record == null || record.startedAt() == null
                ? ""
                : " since " + record.startedAt().truncatedTo(ChronoUnit.SECONDS) + ", for "
                        + format(Duration.between(record.startedAt(), now));
    }

    private static String format(Duration duration) {
        Duration shown = duration.isNegative() ? Duration.ZERO : duration;
        return Durations.format(shown.truncatedTo(shown.compareTo(SHORT) < 0 ? ChronoUnit.MILLIS : ChronoUnit.SECONDS));
    }

    private @Nullable String pool(Explanation each) {
        return pipeline.task(each.task()).pool();
    }

    private @Nullable TaskRunRecord record(Explanation each) {
        return records.get(new TaskKey(each.task(), each.mapIndex()));
    }
}

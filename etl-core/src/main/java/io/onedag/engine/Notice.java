package io.onedag.engine;

import io.onedag.Interval;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a notification says: how a run ended. Secrets are masked, sizes bounded, control characters replaced.
 *
 * @param id of the notification: the same in each try to send it
 * @param event what it is sent for: {@code on_failure} or {@code on_success}
 * @param runId the run's id
 * @param runKey the run's key
 * @param pipeline the pipeline's name
 * @param title the pipeline's title for people
 * @param state how the run ended
 * @param reason why it ended as it did, or null
 * @param round the round that ended
 * @param driver who advanced it
 * @param interval what it covered, or null
 * @param startedAt when it started, or null
 * @param endedAt when it ended
 * @param testMode whether it was a trial
 * @param tasks how many task runs on record ended in which state
 * @param failures the first failed task runs
 * @param moreFailures how many more failed
 */
public record Notice(
        UUID id,
        String event,
        UUID runId,
        String runKey,
        String pipeline,
        String title,
        RunState state,
        @Nullable String reason,
        int round,
        String driver,
        @Nullable Interval interval,
        @Nullable Instant startedAt,
        Instant endedAt,
        boolean testMode,
        Map<TaskState, Integer> tasks,
        List<FailedTask> failures,
        int moreFailures) {

    public Notice {
        tasks = Map.copyOf(tasks);
        failures = List.copyOf(failures);
    }

    /**
     * A task run that failed.
     *
     * @param task the task's name
     * @param mapIndex the index of a mapped instance; -1: not mapped
     * @param round the round of its last attempt
     * @param attempt the number of its last attempt
     * @param maxAttempts how many the round had at most
     * @param failure why it failed; a long message is cut
     * @param rows row counts
     * @param allowed whether its failure is allowed
     * @param block all of it for people: the failure block
     */
    public record FailedTask(
            String task,
            int mapIndex,
            int round,
            int attempt,
            int maxAttempts,
            Failure failure,
            Rows rows,
            boolean allowed,
            List<String> block) {

        public FailedTask {
            block = List.copyOf(block);
        }
    }

    /** It in one line: {@code nightly failed: 3 succeeded, 1 failed}. */
    public String headline() {
        String counts = Stream.of(TaskState.values())
                .filter(tasks::containsKey)
                .map(each -> tasks.get(each) + " " + words(each.name()))
                .collect(Collectors.joining(", "));
        return (testMode ? "[test mode] " : "") + title + " " + words(state.name())
                + (counts.isEmpty() ? "" : ": " + counts);
    }

    /** All of it for people, in lines. */
    public String text() {
        var text = new StringBuilder(headline()).append('\n');
        if (reason != null) {
            text.append(reason).append('\n');
        }
        for (FailedTask failed : failures) {
            text.append('\n');
            failed.block().forEach(line -> text.append(line).append('\n'));
        }
        if (moreFailures > 0) {
            text.append("\n… and ").append(moreFailures).append(" more that failed\n");
        }
        return text.append('\n').append(footer()).toString();
    }

    /** Which run it was, and what to do next. */
    public String footer() {
        var text = new StringBuilder("run ").append(runId);
        if (!runKey.equals(runId.toString())) {
            text.append("  key ").append(runKey);
        }
        text.append('\n');
        if (interval != null) {
            text.append("interval ").append(interval).append('\n');
        }
        if (state != RunState.SUCCEEDED && failures.stream().allMatch(FailedTask::allowed)) { // the others say it
            text.append("next: ")
                    .append(ShellCommand.onedag("resume", runId.toString()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

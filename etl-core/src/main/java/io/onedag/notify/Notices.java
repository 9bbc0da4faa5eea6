package io.onedag.notify;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.attempt.FailureBlock;
import io.onedag.attempt.Masking;
import io.onedag.engine.Failure;
import io.onedag.engine.Notice;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener.TaskEvent;
import io.onedag.engine.RunRecord;
import io.onedag.engine.TaskRunRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says how a run ended, from what is on record. */
final class Notices {

    /** Failed task runs that are told; of the others, how many there are. */
    static final int MOST_FAILURES = 10;

    private static final int LONGEST_MESSAGE = 2_000;
    private static final int TAIL = 500;
    private static final int LONGEST_LINE = 300;

    private Notices() {}

    /**
     * What there is to say.
     *
     * @param masking hides the secrets known so far
     */
    static Notice of(
            String event,
            RunRecord run,
            Pipeline pipeline,
            RunState state,
            @Nullable String reason,
            List<TaskRunRecord> records,
            Masking masking) {
        var order = new HashMap<String, Integer>();
        pipeline.tasks().forEach(task -> order.put(task.name(), order.size()));
        Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
        records.forEach(each -> counts.merge(each.state(), 1, Integer::sum));
        List<TaskRunRecord> failed = records.stream()
                .filter(each -> each.state() == TaskState.FAILED && each.error() != null)
                .sorted(Comparator.comparing(TaskRunRecord::allowedFailure)
                        .thenComparing(each -> order.getOrDefault(each.task(), Integer.MAX_VALUE))
                        .thenComparing(TaskRunRecord::mapIndex))
                .toList();
        Instant endedAt = run.endedAt();
        return new Notice(
                RunIds.next(),
                event,
                run.id(),
                run.key(),
                run.pipeline(),
                line(pipeline.title(), masking),
                state,
                reason == null ? null : text(reason, masking),
                run.round(),
                run.driver(),
                run.interval(),
                run.startedAt(),
                endedAt == null ? Instant.now() : endedAt,
                run.testMode(),
                counts,
                failed.stream()
                        .limit(MOST_FAILURES)
                        .map(each -> failed(run, pipeline, each, masking))
                        .toList(),
                Math.max(0, failed.size() - MOST_FAILURES));
    }

    private static Notice.FailedTask failed(RunRecord run, Pipeline pipeline, TaskRunRecord on, Masking masking) {
        Failure error = Objects.requireNonNull(on.error());
        var failure = new Failure(
                line(error.type(), masking),
                text(error.message(), masking),
                error.where() == null ? null : line(error.where(), masking),
                error.fatal());
        int budget = pipeline.tasks().stream()
                .filter(task -> task.name().equals(on.task()))
                .map(TaskDefinition::retry)
                .mapToInt(retry -> retry.maxAttempts())
                .findFirst()
                .orElse(1);
        int maxAttempts = Math.max(budget + on.recoveries(), on.attempt());
        List<String> block = FailureBlock.lines(
                run.id(),
                new TaskEvent(on.task(), on.mapIndex(), on.round(), on.attempt(), maxAttempts),
                failure,
                on.rows(),
                null,
                on.allowedFailure());
        return new Notice.FailedTask(
                on.task(),
                on.mapIndex(),
                on.round(),
                on.attempt(),
                maxAttempts,
                failure,
                on.rows(),
                on.allowedFailure(),
                block);
    }

    private static String line(String text, Masking masking) {
        String masked = printable(masking.mask(text)).replace('\n', ' ');
        return masked.length() <= LONGEST_LINE ? masked : masked.substring(0, end(masked, LONGEST_LINE)) + "…";
    }

    /** Masked before it is cut, or what is left of a secret would stay. */
    private static String text(String text, Masking masking) {
        String masked = printable(masking.mask(text));
        if (masked.length() <= LONGEST_MESSAGE) {
            return masked;
        }
        int head = end(masked, LONGEST_MESSAGE - TAIL);
        int tail = end(masked, masked.length() - TAIL);
        return masked.substring(0, head) + "\n… " + (tail - head) + " characters left out …\n" + masked.substring(tail);
    }

    /** Where a text can be cut, at {@code index} or before, without tearing a character apart. */
    private static int end(String text, int index) {
        return Character.isLowSurrogate(text.charAt(index)) ? index - 1 : index;
    }

    private static String printable(String text) {
        var clean = new StringBuilder(text.length());
        text.replace("\r\n", "\n").codePoints().forEach(c -> {
            boolean odd =
                    c != '\n' && c != '\t' && Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
            clean.appendCodePoint(odd ? 0xFFFD : c);
        });
        return clean.toString();
    }
}

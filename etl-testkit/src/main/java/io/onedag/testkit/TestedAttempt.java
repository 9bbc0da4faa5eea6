package io.onedag.testkit;

import io.onedag.Rows;
import io.onedag.TaskDefinition;
import io.onedag.TaskResult;
import io.onedag.attempt.AttemptResult;
import io.onedag.engine.Failure;
import io.onedag.json.Json;
import io.onedag.testkit.manual.History;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt of a task that was {@linkplain TaskTester tested by itself} ended.
 *
 * @param task the task's name
 * @param result what it answered, or would have answered instead of throwing; secrets masked
 * @param output its output as a JSON value; null: none
 * @param failure why it failed; null: it didn't
 * @param timedOut whether its timeout ended it
 * @param rows row counts
 * @param log what it wrote to its log, secrets masked: {@code INFO 3 rows}
 */
public record TestedAttempt(
        String task,
        TaskResult result,
        @Nullable Object output,
        @Nullable Failure failure,
        boolean timedOut,
        Rows rows,
        List<String> log) {

    static TestedAttempt of(TaskDefinition task, AttemptResult result, List<History.Line> lines) {
        List<String> log =
                lines.stream().map(line -> line.level() + " " + line.text()).toList();
        if (result instanceof AttemptResult.Succeeded success) {
            String json = success.output();
            Object output = json == null ? null : Json.parse(json);
            List<String> chosen = success.chosen();
            TaskResult answer = chosen == null
                    ? new TaskResult.Success(output, success.rows())
                    : new TaskResult.Branch(chosen, output);
            return new TestedAttempt(task.name(), answer, output, null, false, success.rows(), log);
        }
        if (result instanceof AttemptResult.Skipped skipped) {
            return new TestedAttempt(
                    task.name(), TaskResult.skipped(skipped.why()), null, null, false, skipped.rows(), log);
        }
        if (result instanceof AttemptResult.Failed failed) {
            Failure why = failed.failure();
            TaskResult answer = why.fatal() ? TaskResult.fatal(why.message()) : TaskResult.retryable(why.message());
            return new TestedAttempt(task.name(), answer, null, why, failed.timedOut(), failed.rows(), log);
        }
        String why = ((AttemptResult.Interrupted) result).why();
        return new TestedAttempt(task.name(), TaskResult.retryable(why), null, null, false, Rows.NONE, log);
    }

    /** What it was, for people: its end, its failure, what it logged. */
    @Override
    public String toString() {
        var text = new StringBuilder("attempt of task \"" + task + "\": ");
        if (result instanceof TaskResult.Success) {
            text.append("succeeded");
        } else if (result instanceof TaskResult.Branch branch) {
            text.append("succeeded and chose ").append(branch.chosen());
        } else if (result instanceof TaskResult.Skipped skipped) {
            text.append("skipped itself: ").append(skipped.why());
        } else if (result instanceof TaskResult.Failed failed) {
            text.append(
                            failed.retryable()
                                    ? "failed, a retry may mend it: "
                                    : "failed for good, no retry can mend it: ")
                    .append(failed.why());
        }
        if (failure != null) {
            text.append(" (").append(failure.type());
            text.append(failure.where() == null ? "" : " at " + failure.where()).append(')');
        }
        text.append('\n');
        if (output != null) {
            text.append("  output: ").append(Json.write(output)).append('\n');
        }
        if (!rows.isNone()) {
            text.append("  rows: read ").append(rows.read());
            text.append(", written ").append(rows.written());
            text.append(", rejected ").append(rows.rejected()).append('\n');
        }
        log.forEach(line -> text.append("  log: ").append(line).append('\n'));
        return text.toString();
    }
}

package io.onedag.child;

import io.onedag.Rows;
import io.onedag.attempt.AttemptResult;
import io.onedag.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt answers its caller.
 *
 * @param exitCode its exit code
 * @param outcome {@code success}, {@code skipped}, {@code fatal}, {@code failed} or {@code interrupted}
 * @param output compact JSON, or null
 * @param branch what a branching task chose, or null
 * @param rows row counts
 * @param message why it ended otherwise than in success, or null
 */
record Answer(
        int exitCode,
        String outcome,
        @Nullable String output,
        @Nullable List<String> branch,
        Rows rows,
        @Nullable String message) {

    /** The version of the contract. */
    static final int CONTRACT = 1;

    static Answer of(AttemptResult result) {
        if (result instanceof AttemptResult.Succeeded done) {
            return new Answer(ChildExit.SUCCESS, "success", done.output(), done.chosen(), done.rows(), null);
        }
        if (result instanceof AttemptResult.Skipped skipped) {
            return new Answer(ChildExit.SKIPPED, "skipped", null, null, skipped.rows(), skipped.why());
        }
        if (result instanceof AttemptResult.Failed failed) {
            boolean fatal = failed.failure().fatal();
            return new Answer(
                    fatal ? ChildExit.FATAL : ChildExit.FAILED,
                    fatal ? "fatal" : "failed",
                    null,
                    null,
                    failed.rows(),
                    failed.failure().message());
        }
        String why = ((AttemptResult.Interrupted) result).why();
        return new Answer(ChildExit.INTERRUPTED, "interrupted", null, null, Rows.NONE, why);
    }

    /** The result document. What has no text of its own is written without the JSON library. */
    String document(int mapIndex) {
        var document = new StringBuilder("{\"contract\":").append(CONTRACT);
        document.append(",\"outcome\":\"").append(outcome);
        document.append("\",\"output\":").append(output == null ? "null" : output);
        document.append(",\"branch\":").append(branch == null ? "null" : Json.write(branch));
        document.append(",\"map_index\":").append(mapIndex < 0 ? "null" : String.valueOf(mapIndex));
        document.append(",\"rows\":{\"read\":").append(rows.read());
        document.append(",\"written\":").append(rows.written());
        document.append(",\"rejected\":").append(rows.rejected());
        document.append("},\"message\":").append(message == null ? "null" : Json.write(message));
        return document.append('}').toString();
    }
}

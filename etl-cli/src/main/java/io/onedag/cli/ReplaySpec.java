package io.onedag.cli;

import io.onedag.run.Replay;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code --replay} names: {@code RUN:TASK[INDEX]:ROUND.ATTEMPT}.
 *
 * @param run as every argument RUN
 * @param which the attempt within it
 */
record ReplaySpec(String run, Replay.Which which) {

    private static final Pattern SPEC =
            Pattern.compile("(.+?):(.+?)(?:\\[(\\d{1,9})])?:(\\d{1,9})\\.(\\d{1,9})", Pattern.DOTALL);

    /**
     * Reads it.
     *
     * @throws UsageException when it is of another form
     */
    static ReplaySpec parse(String text) {
        Matcher spec = SPEC.matcher(text);
        if (!spec.matches()) {
            throw new UsageException(
                    "--replay is \"" + text + "\"",
                    "write RUN:TASK:ROUND.ATTEMPT, of a mapped task RUN:TASK[INDEX]:ROUND.ATTEMPT, such as"
                            + " nightly:load:1.2");
        }
        return new ReplaySpec(
                spec.group(1),
                new Replay.Which(
                        spec.group(2),
                        spec.group(3) == null ? -1 : Integer.parseInt(spec.group(3)),
                        Integer.parseInt(spec.group(4)),
                        Integer.parseInt(spec.group(5))));
    }
}

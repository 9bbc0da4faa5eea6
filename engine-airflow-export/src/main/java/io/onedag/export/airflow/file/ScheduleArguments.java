package io.onedag.export.airflow.file;

import static io.onedag.export.python.Expression.argument;

import io.onedag.Overlap;
import io.onedag.Pipeline;
import io.onedag.Schedule;
import io.onedag.export.python.Expression;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a DAG runs by itself. Airflow's interval, like ours, begins at one fire and ends at the next. */
final class ScheduleArguments {

    /** Where the pipeline says nothing: every DAG has to have a start, and what is catching up has to say its own. */
    private static final Instant NO_START = Instant.parse("2000-01-01T00:00:00Z");

    /** As good as no limit. */
    private static final int MANY_RUNS = 1_000;

    private ScheduleArguments() {}

    static List<Expression.Argument> of(Pipeline pipeline) {
        Schedule schedule = pipeline.schedule().orElse(null);
        Expression.Argument end = end(schedule);
        var arguments = new java.util.ArrayList<Expression.Argument>();
        arguments.add(argument("schedule", cron(schedule)));
        arguments.add(argument("start_date", Values.instant(start(schedule))));
        if (end != null) {
            arguments.add(end);
        }
        arguments.add(argument("catchup", schedule != null && schedule.catchup()));
        arguments.add(argument(
                "max_active_runs",
                schedule != null && schedule.overlap() == Overlap.ALLOW ? MANY_RUNS : pipeline.maxActiveRuns()));
        return arguments;
    }

    private static Expression cron(@Nullable Schedule schedule) {
        return schedule == null
                ? Expression.NONE
                : Expression.call(
                        "cron",
                        argument(Expression.literal(schedule.cron().fields())),
                        argument(Expression.literal(schedule.zone().getId())));
    }

    private static Instant start(@Nullable Schedule schedule) {
        return schedule == null ? NO_START : schedule.startInstant().orElse(NO_START);
    }

    /** Airflow's last interval may begin at its end, ours begins before it. */
    private static Expression.@Nullable Argument end(@Nullable Schedule schedule) {
        return schedule == null
                ? null
                : schedule.endInstant()
                        .flatMap(end -> schedule.cron().previous(end, schedule.zone()))
                        .map(last -> argument("end_date", Values.instant(last)))
                        .orElse(null);
    }
}

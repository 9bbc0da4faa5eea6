package io.onedag.export.airflow.file;

import io.onedag.export.python.Expression;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Times as Python has them. */
final class Values {

    private Values() {}

    /** {@code timedelta(hours=2)}: in the largest units that say it exactly. */
    static Expression duration(Duration duration) {
        var arguments = new ArrayList<Expression.Argument>();
        add(arguments, "days", duration.toDaysPart());
        add(arguments, "hours", duration.toHoursPart());
        add(arguments, "minutes", duration.toMinutesPart());
        add(arguments, "seconds", duration.toSecondsPart());
        int nanos = duration.toNanosPart();
        if (nanos % 1_000_000 == 0) {
            add(arguments, "milliseconds", nanos / 1_000_000);
        } else {
            add(arguments, "microseconds", (nanos + 999) / 1000);
        }
        return arguments.isEmpty()
                ? Expression.call("timedelta", Expression.argument(Expression.literal(0)))
                : Expression.call("timedelta", arguments);
    }

    private static void add(List<Expression.Argument> arguments, String unit, long amount) {
        if (amount != 0) {
            arguments.add(Expression.argument(unit, amount));
        }
    }

    /** {@code datetime(2026, 1, 1, tzinfo=timezone.utc)}. */
    static Expression instant(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        var parts = new ArrayList<>(List.of(
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.getNano() / 1000));
        while (parts.size() > 3 && parts.get(parts.size() - 1) == 0) {
            parts.remove(parts.size() - 1);
        }
        var arguments = new ArrayList<Expression.Argument>();
        parts.forEach(part -> arguments.add(Expression.argument(Expression.literal(part))));
        arguments.add(Expression.argument("tzinfo", Expression.name("timezone.utc")));
        return Expression.call("datetime", arguments);
    }
}

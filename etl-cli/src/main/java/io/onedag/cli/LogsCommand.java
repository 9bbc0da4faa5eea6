package io.onedag.cli;

import io.onedag.cli.logging.LogReader;
import io.onedag.cli.logging.LogReader.Entry;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.TaskLog;
import io.onedag.engine.TaskRunRecord;
import io.onedag.json.Json;
import io.onedag.run.RunExplainer;
import io.onedag.units.Durations;
import io.onedag.validation.Suggestions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** {@code onedag logs}: what tasks logged, out of the store. */
final class LogsCommand extends StoreCommandBase {

    private static final long POLL_MILLIS = 500;

    /** Lines reach the store about a second after they were logged. */
    private static final long LAST_LINES_MILLIS = 1500;

    private static final Pattern INSTANCE = Pattern.compile("(.+)\\[(\\d{1,9})]");
    private static final Pattern ATTEMPT = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int WIDEST_LABEL = 28;

    private @Nullable String run;
    private @Nullable String runKey;
    private @Nullable String task;
    private int index = -1;
    private boolean oneInstance;
    private int round;
    private int attempt;
    private boolean follow;
    private long tail = -1;
    private @Nullable String since;
    private @Nullable Instant from;
    private Level level = Level.INFO;

    private int labels;
    private @Nullable LocalDate day;
    private boolean printed;

    LogsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .optionalArgument("RUN", Texts.RUN + " Left out: the latest run of all.", value -> run = value)
                .optionalArgument(
                        "TASK",
                        "A task's name, or NAME[INDEX] for one instance of a mapped task. Default: all tasks.",
                        value -> task = value)
                .option("--run-key", "KEY", Texts.RUN_KEY, value -> runKey = value)
                .option(
                        "--attempt",
                        "ROUND.N",
                        "One attempt only, such as 1.2: the second of round 1. Default: all attempts.",
                        this::takeAttempt)
                .flag(
                        "-f, --follow",
                        "Go on with what is logged from now on, until the run has ended.",
                        () -> follow = true)
                .option(
                        "-n, --tail",
                        "N",
                        "Of what is there, only the last N lines. Default: all.",
                        value -> tail = Arguments.number("--tail", value, 0))
                .option(
                        "--since",
                        "TIME",
                        "Only lines from this time on: 2026-01-31T06:00:00Z, or 15m for the last 15 minutes.",
                        value -> since = value)
                .option(
                        "--log",
                        "LEVEL",
                        "The lowest level of lines to show: debug, info, warn or error. Default: info.",
                        value -> level = Arguments.oneOf("--log", value, Level.class));
    }

    @Override
    List<String> footer() {
        return List.of(
                "Times are UTC. A log has at most 1 MiB: of a longer one the beginning and the end are",
                "kept. With --follow, --json prints an object per line instead of one list.");
    }

    private void takeAttempt(String value) {
        Matcher parts = ATTEMPT.matcher(value);
        if (!parts.matches()) {
            throw new UsageException("--attempt is \"" + value + "\"", "write its round and its number, such as 1.2");
        }
        round = Integer.parseInt(parts.group(1));
        attempt = Integer.parseInt(parts.group(2));
    }

    @Override
    String jsonForm() {
        return "[{timestamp, level, task, map_index, round, attempt, line, message}]";
    }

    @Override
    public Integer call() throws InterruptedException {
        from = from();
        try (RunStore store = openStore(Mode.READ)) {
            RunRecord found = new RunFinder(store).findOrLatest(run, runKey);
            if (task != null) {
                takeTask(store, found, task);
            }
            day = LocalDate.ofInstant(found.createdAt(), ZoneOffset.UTC);
            var reader = new LogReader(store, found.id(), this::isWanted);
            Consumer<Entry> out = out();
            begin();
            history(reader, out);
            RunRecord now = found;
            if (follow) {
                now = follow(store, reader, out, found);
            }
            end();
            if (!printed) {
                nothing(store, now);
            }
            return ExitCode.DONE;
        }
    }

    private void takeTask(RunStore store, RunRecord found, String named) {
        RunView view = RunView.load(store, found);
        var names = new TreeSet<String>();
        view.tasks().forEach(row -> names.add(row.task()));
        store.taskLogs(found.id()).forEach(log -> names.add(log.task()));
        Matcher instance = INSTANCE.matcher(named);
        oneInstance = !names.contains(named) && instance.matches();
        String name = oneInstance ? instance.group(1) : named;
        if (!names.contains(name)) {
            throw new UsageException(
                    "run " + found.id() + " of pipeline \"" + found.pipeline() + "\" has no task \"" + name + "\"",
                    Suggestions.hint(name, names));
        }
        task = name;
        index = oneInstance ? Integer.parseInt(instance.group(2)) : -1;
    }

    private boolean isWanted(TaskLog log) {
        boolean wanted = (task == null || task.equals(log.task()))
                && (!oneInstance || index == log.mapIndex())
                && (round == 0 || (round == log.round() && attempt == log.attempt()));
        if (wanted) {
            labels = Math.min(WIDEST_LABEL, Math.max(labels, Text.width(label(log))));
        }
        return wanted;
    }

    // ---- reading

    private void history(LogReader reader, Consumer<Entry> out) {
        var last = new ArrayDeque<Entry>();
        reader.read(entry -> {
            if (!isShown(entry)) {
                return;
            }
            if (tail < 0) {
                out.accept(entry);
                return;
            }
            last.add(entry);
            if (last.size() > tail) {
                last.remove();
            }
        });
        last.forEach(out);
        flush();
    }

    private RunRecord follow(RunStore store, LogReader reader, Consumer<Entry> out, RunRecord found)
            throws InterruptedException {
        Consumer<Entry> shown = entry -> {
            if (isShown(entry)) {
                out.accept(entry);
            }
        };
        while (true) {
            RunRecord now = store.run(found.id()).orElseThrow();
            boolean gone = RunExplainer.isAbandoned(store, now);
            boolean last = now.state().isFinal() || gone;
            TimeUnit.MILLISECONDS.sleep(last && !found.state().isFinal() ? LAST_LINES_MILLIS : last ? 0 : POLL_MILLIS);
            reader.read(shown);
            flush();
            if (last) {
                String end = gone
                        ? "nobody advances run " + now.id() + ": its process is gone. Go on with it: "
                                + ShellCommand.onedag("resume", now.id().toString())
                        : "run " + now.id() + " " + now.state();
                surroundings.err().println(errStyle().dim(end));
                return now;
            }
        }
    }

    private boolean isShown(Entry entry) {
        boolean late = from == null || !entry.line().at().isBefore(from);
        return late && (entry.leftOut() > 0 || entry.line().level().toInt() >= level.toInt());
    }

    private @Nullable Instant from() {
        if (since == null) {
            return null;
        }
        try {
            return Instant.parse(since);
        } catch (DateTimeException e) {
            try {
                return surroundings.clock().instant().minus(Durations.parse(since));
            } catch (IllegalArgumentException none) {
                throw new UsageException(
                        "--since is \"" + since + "\"", "write an instant, 2026-01-31T06:00:00Z, or a duration, 15m");
            }
        }
    }

    // ---- showing

    private Consumer<Entry> out() {
        return entry -> {
            if (json) {
                String line = Json.write(document(entry));
                surroundings.out().print((follow ? "" : printed ? ",\n" : "") + line + (follow ? "\n" : ""));
            } else {
                surroundings.out().println(text(entry));
            }
            printed = true;
        };
    }

    private void begin() {
        if (json && !follow) {
            surroundings.out().print("[");
        }
    }

    private void end() {
        if (json && !follow) {
            surroundings.out().println("]");
        }
        flush();
    }

    private void flush() {
        surroundings.out().flush();
    }

    private static Map<String, @Nullable Object> document(Entry entry) {
        TaskLog log = entry.log();
        Integer mapIndex = log.mapIndex() < 0 ? null : log.mapIndex();
        return entry.leftOut() > 0
                ? Documents.of(
                        "task", log.task(),
                        "map_index", mapIndex,
                        "round", log.round(),
                        "attempt", log.attempt(),
                        "line", entry.number(),
                        "left_out_lines", entry.leftOut(),
                        "left_out_bytes", entry.leftOutBytes())
                : Documents.of(
                        "timestamp", entry.line().at().toString(),
                        "level", entry.line().level().name(),
                        "task", log.task(),
                        "map_index", mapIndex,
                        "round", log.round(),
                        "attempt", log.attempt(),
                        "line", entry.number(),
                        "message", entry.line().text());
    }

    private String text(Entry entry) {
        Instant at = entry.line().at();
        boolean sameDay = LocalDate.ofInstant(at, ZoneOffset.UTC).equals(day);
        String who = label(entry.log());
        String before = (sameDay ? TIME : DAY_AND_TIME).format(at) + " "
                + (who.isEmpty() ? "" : Text.padRight(who, labels) + " │ ");
        if (entry.leftOut() > 0) {
            return style().dim(before + "… " + String.format(Locale.ROOT, "%,d", entry.leftOut())
                    + (entry.leftOut() == 1 ? " line" : " lines") + " (" + size(entry.leftOutBytes())
                    + ") left out: a log keeps its beginning and its end …");
        }
        String message = Text.flat(entry.line().text());
        Level of = entry.line().level();
        return style().dim(before)
                + switch (of) {
                    case ERROR -> style().red("ERROR " + message);
                    case WARN -> style().yellow("WARN " + message);
                    case INFO -> message;
                    case DEBUG, TRACE -> style().dim(of + " " + message);
                };
    }

    /** Whose line it is, as far as the command line doesn't say it already. */
    private String label(TaskLog log) {
        var label = new StringBuilder();
        if (task == null || (log.mapIndex() >= 0 && !oneInstance)) {
            label.append(log.label());
        }
        if (round == 0 && (log.round() > 1 || log.attempt() > 1)) {
            label.append(label.isEmpty() ? "" : " ")
                    .append(log.round())
                    .append('.')
                    .append(log.attempt());
        }
        return label.toString();
    }

    private static String size(long bytes) {
        return bytes < 1024
                ? bytes + " bytes"
                : bytes < 1024 * 1024
                        ? bytes / 1024 + " KiB"
                        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    /** Says why there is nothing to show. */
    private void nothing(RunStore store, RunRecord now) {
        String what = task == null ? "run " + now.id() : "task " + task + (oneInstance ? "[" + index + "]" : "");
        if (round > 0) {
            var known = new ArrayList<String>();
            for (TaskLog log : store.taskLogs(now.id())) {
                if ((task == null || task.equals(log.task())) && (!oneInstance || index == log.mapIndex())) {
                    known.add(log.label() + " " + log.round() + "." + log.attempt());
                }
            }
            known.sort(null);
            what = "attempt " + round + "." + attempt + " of " + what;
            say(what + " logged nothing" + (known.isEmpty() ? "" : "; these logged: " + String.join(", ", known)));
            return;
        }
        boolean began = store.taskRuns(now.id()).stream()
                .filter(each -> task == null || each.task().equals(task))
                .filter(each -> !oneInstance || each.mapIndex() == index)
                .anyMatch(LogsCommand::began);
        String filtered = level.toInt() > Level.DEBUG.toInt() || since != null || tail == 0
                ? " (with these options; --log debug shows all levels)"
                : "";
        say(began ? what + " has logged nothing" + filtered : what + " has not run, so it logged nothing");
    }

    private static boolean began(TaskRunRecord task) {
        return task.attempts() > 0;
    }

    private void say(String what) {
        surroundings.err().println(Objects.requireNonNull(what) + ".");
    }
}

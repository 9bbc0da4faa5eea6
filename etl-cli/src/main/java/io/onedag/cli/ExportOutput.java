package io.onedag.cli;

import io.onedag.Pipeline;
import io.onedag.cli.export.FileChange;
import io.onedag.cli.export.FileChange.Kind;
import io.onedag.cli.export.UnifiedDiff;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Table;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Need;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Exporter.Source;
import io.onedag.engine.ShellCommand;
import io.onedag.engine.Support;
import io.onedag.run.Admission.Strictness;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@code onedag export} tells. */
final class ExportOutput {

    static final String FORM = "{target, version, proven_versions, store, single_file, folder, action, written,"
            + " pipelines: [{pipeline, plan_hash, in_jar, needs: [{capability, meaning, tasks, support, kind, differs,"
            + " reason, way_out}]}], notes, files: [{file, change, note, diff}], next: [{command, purpose}]}";

    private static final int MOST_DIFF_LINES = 20;

    private final CliCommand command;
    private final Exporter exporter;
    private final Options options;
    private final List<Source> sources;
    private final String folder;
    private final Style style;
    private final PrintStream people;

    ExportOutput(CliCommand command, Exporter exporter, Options options, List<Source> sources, String folder) {
        this.command = command;
        this.exporter = exporter;
        this.options = options;
        this.sources = sources;
        this.folder = folder;
        this.style = command.style();
        this.people = command.people();
    }

    /** After a report was asked for. */
    void report(Strictness strictness) {
        if (command.json) {
            print("report", false, List.of(), List.of());
            return;
        }
        for (Source source : sources) {
            List<Need> needs = needs(source);
            people.println(
                    style.bold(source.pipeline().name()) + " on " + target() + ": " + verdict(needs, strictness));
            if (!needs.isEmpty()) {
                people.println();
                table(source.pipeline(), needs, strictness).print(people, style, "  ", 0);
            }
            people.println();
        }
        List<String> notes = exporter.notes(options);
        if (!notes.isEmpty()) {
            people.println("Whatever the pipeline:");
            notes.forEach(note -> people.println("- " + note));
        }
    }

    /** After files were written. */
    void written(List<FileChange> changes, List<Exporter.Step> next) {
        if (command.json) {
            print("export", true, changes, next);
            return;
        }
        boolean same = changes.stream().noneMatch(FileChange::differs);
        people.println(style.green("✓") + " " + (same ? "Nothing to do: " : "Exported ") + pipelines() + " for "
                + target() + (same ? " " + are() + " as it should be in " : " to ") + printable(folder));
        files(changes, true);
        approximations();
        if (!next.isEmpty()) {
            people.println();
            people.println("Next:");
            int width = next.stream()
                    .mapToInt(step -> step.command().length())
                    .max()
                    .orElse(0);
            next.forEach(step -> people.println("  " + Text.padRight(step.command(), width)
                    + (step.purpose().isEmpty() ? "" : style.dim("   # " + step.purpose()))));
        }
    }

    /** After files were compared. */
    void checked(List<FileChange> changes) {
        if (command.json) {
            print("check", false, changes, List.of());
            return;
        }
        if (changes.stream().noneMatch(FileChange::differs)) {
            people.println(
                    style.green("✓") + " " + printable(folder) + " is up to date: " + pipelines() + " for " + target());
            return;
        }
        people.println(style.red("✗") + " " + printable(folder) + " is not what " + pipelines() + " for " + target()
                + " would be:");
        files(changes, false);
        for (FileChange change : changes) {
            List<String> diff = diff(change);
            if (!diff.isEmpty()) {
                people.println();
                people.println(style.bold("--- " + printable(folder + "/" + change.name())));
                people.println(style.bold("+++ as it is exported now"));
                diff.forEach(line -> people.println(coloured(printable(line))));
            }
        }
        people.println();
        people.println("The same command without --check writes them.");
    }

    private void files(List<FileChange> changes, boolean written) {
        var table = new Table().column("").column("").column("");
        long unchanged = 0;
        for (FileChange change : changes) {
            if (change.differs()) {
                table.row(word(change.kind(), written), printable(change.name()), style.dim(change.note()));
            } else {
                unchanged++;
            }
        }
        table.lines(style, "  ", 0).stream().skip(1).forEach(people::println);
        if (unchanged > 0) {
            people.println("  " + style.dim(unchanged + " unchanged"));
        }
    }

    private String word(Kind kind, boolean written) {
        return switch (kind) {
            case NEW -> written ? style.green("new") : style.red("missing");
            case CHANGED -> style.yellow(written ? "changed" : "differs");
            case UNCHANGED -> style.dim("unchanged");
            case STALE -> written ? style.yellow("removed") : style.red("stale");
            case FOREIGN -> style.red("not ours");
        };
    }

    /** What may end otherwise on the engine; differences of timing are counted. */
    private void approximations() {
        var outcomes = new LinkedHashMap<String, List<String>>();
        long timing = 0;
        for (Source source : sources) {
            for (Need need : needs(source)) {
                if (need.support() instanceof Support.Approximate almost) {
                    if (almost.kind() == Support.Kind.OUTCOME) {
                        outcomes.computeIfAbsent(name(need) + ": " + almost.differs(), key -> new ArrayList<>())
                                .add(source.pipeline().name());
                    } else {
                        timing++;
                    }
                }
            }
        }
        if (!outcomes.isEmpty()) {
            people.println();
            people.println("What may end otherwise there:");
            outcomes.forEach((what, names) -> people.println(
                    "  " + style.yellow("outcome") + "  " + what + " " + style.dim("(" + names(names) + ")")));
        }
        if (timing > 0) {
            people.println();
            people.println(style.dim(timing + (timing == 1 ? " difference" : " differences") + " of timing; "
                    + ShellCommand.program() + " export … --report tells"));
        }
    }

    private static String names(List<String> names) {
        int most = 4;
        return names.size() <= most
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
    }

    private Table table(Pipeline pipeline, List<Need> needs, Strictness strictness) {
        var table = new Table()
                .column("CAPABILITY")
                .column("SUPPORT")
                .column("TASKS")
                .column("");
        for (Need need : needs) {
            table.row(name(need), word(need, strictness), tasks(pipeline, need), about(need));
        }
        return table;
    }

    private static String tasks(Pipeline pipeline, Need need) {
        int all = pipeline.tasks().size();
        return all > 1 && need.tasks().size() == all ? "every task" : names(need.tasks());
    }

    private String word(Need need, Strictness strictness) {
        if (need.support() instanceof Support.Approximate almost) {
            String word = "almost: " + almost.kind().name().toLowerCase(Locale.ROOT);
            return strictness.refuses(almost) ? style.red(word + ", refused by --strict") : style.yellow(word);
        }
        return need.support() instanceof Support.Refused ? style.red("no") : style.green("yes");
    }

    private static String about(Need need) {
        if (need.support() instanceof Support.Approximate almost) {
            return almost.differs();
        }
        return need.support() instanceof Support.Refused no
                ? no.reason() + "; " + no.wayOut()
                : need.capability().meaning();
    }

    private String verdict(List<Need> needs, Strictness strictness) {
        long refused = needs.stream()
                .filter(need -> strictness.refuses(need.support()))
                .count();
        long almost = needs.stream()
                .filter(need -> need.support() instanceof Support.Approximate)
                .count();
        if (refused > 0) {
            return style.red("refused") + " for " + refused + " of the " + needs.size() + " things that it needs";
        }
        return needs.isEmpty()
                ? style.green("as it is") + ", it needs nothing special"
                : almost == 0 ? style.green("as it is") : style.yellow("almost as it is");
    }

    private List<Need> needs(Source source) {
        return exporter.needs(source.pipeline(), options);
    }

    private void print(String action, boolean written, List<FileChange> changes, List<Exporter.Step> next) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("target", exporter.name());
        document.put("version", options.version());
        document.put("proven_versions", exporter.provenVersions());
        document.put("store", options.store());
        document.put("single_file", options.singleFile());
        document.put("folder", folder);
        document.put("action", action);
        document.put("written", written);
        document.put("pipelines", sources.stream().map(this::document).toList());
        document.put("notes", exporter.notes(options));
        document.put(
                "files",
                changes.stream()
                        .map(each -> Documents.of(
                                "file", each.name(),
                                "change", each.kind().name().toLowerCase(Locale.ROOT),
                                "note", each.note(),
                                "diff", written ? List.of() : diff(each)))
                        .toList());
        document.put(
                "next",
                next.stream()
                        .map(step -> Documents.of("command", step.command(), "purpose", step.purpose()))
                        .toList());
        command.print(document);
    }

    private Map<String, @Nullable Object> document(Source source) {
        return Documents.of(
                "pipeline", source.pipeline().name(),
                "plan_hash", source.pipeline().planHash(),
                "in_jar", source.inJar(),
                "needs", needs(source).stream().map(ExportOutput::document).toList());
    }

    private static Map<String, @Nullable Object> document(Need need) {
        var document = Documents.of(
                "capability", need.capability().name(),
                "meaning", need.capability().meaning(),
                "tasks", need.tasks());
        document.putAll(Documents.support(need.support()));
        return document;
    }

    private static List<String> diff(FileChange change) {
        return change.kind() == Kind.CHANGED
                ? UnifiedDiff.of(
                        Objects.requireNonNullElse(change.there(), ""),
                        Objects.requireNonNullElse(change.made(), ""),
                        MOST_DIFF_LINES)
                : List.of();
    }

    private String coloured(String line) {
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> style.green(line);
            case '-' -> style.red(line);
            case '@' -> style.cyan(line);
            default -> line;
        };
    }

    private String target() {
        return exporter.name()
                + (options.version() == null ? "" : " " + options.version())
                + (options.store() ? "" : " without a store");
    }

    private String pipelines() {
        return sources.size() == 1 ? "pipeline " + sources.get(0).pipeline().name() : sources.size() + " pipelines";
    }

    private String are() {
        return sources.size() == 1 ? "is" : "are";
    }

    private static String name(Need need) {
        return need.capability().name().toLowerCase(Locale.ROOT);
    }

    private static String printable(String text) {
        return Text.printable(text);
    }
}

package io.onedag.cli;

import io.onedag.DefinitionException;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.child.Application;
import io.onedag.cli.export.ExportFolder;
import io.onedag.cli.export.FileChange;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Export;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Exporter.Source;
import io.onedag.run.Admission;
import io.onedag.run.InvalidRunException;
import io.onedag.validation.Validation;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code onedag export}: writes pipelines as files for an engine that isn't on the JVM. */
final class ExportCommand extends CliCommand {

    private final Set<String> pipelines = new LinkedHashSet<>();
    private boolean all;
    private String target = "";
    private @Nullable String version;
    private boolean unproven;
    private String out = "dags";
    private @Nullable String application;
    private boolean singleFile;
    private boolean store = true;
    private boolean check;
    private boolean report;
    private final StrictOption strict = new StrictOption();

    ExportCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .repeatableArgument(
                        "PIPELINE|FILE",
                        "Pipelines by name, or paths of definitions (YAML, or .onedag.json). May be left out where"
                                + " there is only one pipeline.",
                        pipelines::add)
                .flag(
                        "--all",
                        "Export all pipelines that are known by name, and those named besides; remove the files of"
                                + " pipelines that are gone.",
                        () -> all = true)
                .requiredOption("--target", "TARGET", "The engine to export for: airflow.", value -> target = value)
                .option(
                        "--target-version",
                        "VERSION",
                        "The engine's version that the files are for (2.11 means the newest 2.11 that is proven)."
                                + " Default: files that load on all proven ones.",
                        value -> version = value)
                .flag(
                        "--unproven",
                        "Allow a --target-version on which the exporter's files were not proven.",
                        () -> unproven = true)
                .option("--out", "DIR", "The folder to write to. Default: dags.", value -> out = value)
                .option(
                        "--application",
                        "NAME",
                        "Whose files these are, where several applications share the folder: --all removes no others'."
                                + " Default: the name of the jar that is run, where it has a version; otherwise also the folder"
                                + " that the command is started in.",
                        this::application)
                .flag(
                        "--single-file",
                        "Have each file stand for itself, without a shared helper module.",
                        () -> singleFile = true)
                .option(
                        "--store",
                        "WHERE",
                        "none: put nothing on record in a store; outputs travel through the engine. Default: attempts"
                                + " are on record in the store of DATABASE_URL.",
                        this::store)
                .flag(
                        "--check",
                        "Write nothing; tell what differs in the folder, and exit with 1 where something does.",
                        () -> check = true)
                .flag(
                        "--report",
                        "Write nothing; tell how well the engine does what each pipeline needs.",
                        () -> report = true);
        strict.declare(arguments, "the engine");
    }

    @Override
    List<String> footer() {
        return List.of("--strict and --check together keep committed files honest in CI.");
    }

    @Override
    String jsonForm() {
        return ExportOutput.FORM;
    }

    @Override
    public Integer call() throws IOException {
        Exporter exporter = Exporters.get(target);
        Options options =
                new Options(version == null ? null : TargetVersion.of(exporter, version, unproven), store, singleFile);
        if (check && report) {
            throw new UsageException("--check and --report are two questions", "ask one at a time");
        }
        Path folder = folder();
        List<Source> sources = sources();
        var output = new ExportOutput(this, exporter, options, sources, out);
        List<String> refused = sources.stream()
                .flatMap(each -> Admission.refusals(each.pipeline(), exporter, options, strict.value()).stream())
                .toList();
        if (report) {
            output.report(strict.value());
            if (refused.isEmpty()) {
                exported(() -> exporter.export(sources, options)); // for what is seen only then
            }
            return refused.isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
        }
        if (!refused.isEmpty()) {
            throw new InvalidRunException(String.join(System.lineSeparator(), refused));
        }
        sources.forEach(each -> each.pipeline()
                .warnings()
                .forEach(warning -> surroundings.err().println(errStyle().yellow("warning: ") + warning)));
        Export export = exported(() -> exporter.export(sources, options));
        var target = new ExportFolder(folder, exporter, owner(folder));
        if (check) {
            List<FileChange> changes = exported(() -> target.compare(export, all));
            output.checked(changes);
            return changes.stream().anyMatch(FileChange::differs) ? ExitCode.FAILED : ExitCode.DONE;
        }
        output.written(exported(() -> target.write(export, all)), exporter.next(export, out, options));
        return ExitCode.DONE;
    }

    /** Something that the exporter has a part in. */
    private interface Exporting<T> {
        T run() throws IOException;
    }

    private static <T> T exported(Exporting<T> exporting) throws IOException {
        try {
            return exporting.run();
        } catch (Exporter.ExportException e) {
            throw new UsageException(String.valueOf(e.getMessage()), null, e);
        }
    }

    private String owner(Path out) {
        return application != null
                ? application
                : ExportOwner.of(
                        Application.current(), out, surroundings.folder().toAbsolutePath());
    }

    private void application(String value) {
        if (value.isBlank()) {
            throw new UsageException("--application is empty", "leave it out, or give a name");
        }
        application = value;
    }

    /** The pipelines that are meant, by their names. */
    private List<Source> sources() {
        var arguments = new LinkedHashSet<@Nullable String>(pipelines);
        if (all) {
            arguments.addAll(surroundings.catalog().names());
            if (arguments.isEmpty()) {
                throw new UsageException(
                        "--all exports nothing: no pipeline is known by name here",
                        "name the definitions to export; the files of others that are there stay");
            }
        } else if (arguments.isEmpty()) {
            arguments.add(null);
        }
        var finder = new DefinitionFinder(surroundings);
        var found = new LinkedHashMap<String, Source>();
        var from = new LinkedHashMap<String, String>();
        var problems = new ArrayList<Problem>();
        for (String argument : arguments) {
            Validation validation = finder.check(argument);
            Pipeline pipeline = validation.pipeline();
            if (pipeline == null || !validation.errors().isEmpty()) {
                problems.addAll(validation.errors());
                continue;
            }
            found.put(pipeline.name(), new Source(pipeline, finder.isKnownByName(argument)));
            String other = from.put(pipeline.name(), Objects.requireNonNullElse(argument, pipeline.name()));
            if (other != null) {
                throw new UsageException(
                        "two pipelines are named \"" + pipeline.name() + "\": " + other + " and " + argument,
                        "rename one, or leave one out");
            }
        }
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
        return found.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    private Path folder() {
        try {
            if (!out.isBlank()) {
                return surroundings.folder().resolve(out).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            throw new UsageException("--out is \"" + out + "\": " + e.getReason(), "name a folder", e);
        }
        throw new UsageException("--out is empty", "name a folder; . is the one you are in");
    }

    private void store(String value) {
        if (!value.equals("none")) {
            throw new UsageException(
                    "--store is \"" + value + "\"",
                    "give none, or leave it out: the store is the one that DATABASE_URL names where tasks run");
        }
        store = false;
    }
}

package io.onedag.cli;

import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.engine.Capability;
import io.onedag.engine.Exporter;
import io.onedag.engine.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Exports to paper: a sheet for each pipeline, a shared legend, a list of pools, and a line in the index of the folder. */
public final class PaperExporter implements Exporter {

    public static final String MARK = "paper sheet by Onedag";

    @Override
    public String name() {
        return "paper";
    }

    @Override
    public List<String> provenVersions() {
        return List.of("1.0.4", "1.0.9", "2.3.1");
    }

    @Override
    public Support support(Capability capability, Options options) {
        return switch (capability) {
            case MAP -> new Support.Refused("a sheet has no third dimension", "write the tasks out");
            case BACKOFF -> new Support.Approximate(Support.Kind.TIMING, "ink dries at its own pace");
            case PRIORITY -> new Support.Approximate(Support.Kind.OUTCOME, "all lines are equally thick");
            case NOTIFICATIONS ->
                options.store()
                        ? Support.NATIVE
                        : new Support.Refused("nobody keeps the address", "export with a store");
            default -> Support.NATIVE;
        };
    }

    /** Looks closer than a capability tells: lines can be so thick that no pen draws them. */
    @Override
    public List<Need> needs(Pipeline pipeline, Options options) {
        return Exporter.super.needs(pipeline, options).stream()
                .map(need -> need.capability() == Capability.PRIORITY
                                && need.tasks().stream()
                                        .anyMatch(task -> pipeline.task(task).priority() > 100)
                        ? new Need(
                                need.capability(),
                                need.tasks(),
                                new Support.Refused("no pen is that thick", "stay below 100"))
                        : need)
                .toList();
    }

    @Override
    public List<String> notes(Options options) {
        return List.of("Paper is patient.");
    }

    @Override
    public Export export(List<Source> pipelines, Options options) {
        var files = new ArrayList<Export.File>();
        var pools = new TreeSet<String>();
        if (!options.singleFile()) {
            files.add(new Export.File("legend.txt", MARK + "\nthe legend\n"));
        }
        for (Source source : pipelines) {
            Pipeline pipeline = source.pipeline();
            if (pipeline.hasTask("origami")) {
                throw new ExportException(
                        "pipeline \"" + pipeline.name() + "\", task origami: can't be flat; unfold it");
            }
            pools.addAll(pipeline.pools().keySet());
            if (!source.inJar()) {
                files.add(new Export.File("definitions/" + pipeline.name() + ".txt", MARK + "\ndefinition\n"));
            }
            files.add(new Export.File(pipeline.name() + ".txt", sheet(pipeline, options)));
        }
        if (!pools.isEmpty()) {
            files.add(pools(pools));
        }
        return new Export(files, List.of(new Export.Line(".index", "legend.txt")));
    }

    private static String sheet(Pipeline pipeline, Options options) {
        return MARK + "\nfor " + options.version() + ", plan " + pipeline.planHash() + "\n" + pipeline.description()
                + "\n"
                + pipeline.tasks().stream().map(TaskDefinition::name).collect(Collectors.joining("\n", "", "\n"));
    }

    private static Export.File pools(TreeSet<String> pools) {
        return new Export.File("pools.txt", MARK + "\n" + String.join("\n", pools) + "\n");
    }

    @Override
    public boolean isOwn(Export.File file) {
        return file.name().endsWith(".txt") && file.text().startsWith(MARK + "\n");
    }

    @Override
    public Export.File merged(Export.File there, Export.File made) {
        return made.name().equals("pools.txt")
                ? pools(Stream.of(there, made)
                        .flatMap(file -> file.text().lines().skip(1))
                        .collect(Collectors.toCollection(TreeSet::new)))
                : made;
    }

    @Override
    public List<Step> next(Export export, String folder, Options options) {
        return List.of(new Step("print " + folder + "/*.txt", "brings them to paper"));
    }
}

package io.onedag.cli;

import io.onedag.cli.terminal.Table;
import io.onedag.engine.Capability;
import io.onedag.engine.Engine;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code onedag engines}: what each engine can do, and each one that pipelines are exported for. */
final class EnginesCommand extends CliCommand {

    private static final Options WITHOUT_STORE = new Options(null, false, false);

    /** A column of the table. */
    private record Column(String heading, Function<Capability, Support> support) {}

    EnginesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {}

    @Override
    String jsonForm() {
        return "[{engine, default, capabilities, kind, proven_versions, without_store, notes}]";
    }

    @Override
    public Integer call() {
        List<Engine> engines = Engines.all();
        List<Exporter> exporters = Exporters.all();
        if (json) {
            var documents = new ArrayList<Map<String, @Nullable Object>>();
            engines.forEach(engine -> documents.add(document(engine)));
            exporters.forEach(exporter -> documents.add(document(exporter)));
            print(documents);
        } else if (engines.isEmpty() && exporters.isEmpty()) {
            people().println("There is no engine on the class path; add the artifact io.onedag:engine-local.");
        } else {
            show(engines, exporters);
        }
        engines.forEach(Engine::close);
        return ExitCode.DONE;
    }

    private void show(List<Engine> engines, List<Exporter> exporters) {
        var columns = new ArrayList<Column>();
        engines.forEach(engine -> columns.add(new Column(engine.name(), engine::support)));
        for (Exporter exporter : exporters) {
            columns.add(new Column(exporter.name(), capability -> exporter.support(capability, Options.DEFAULT)));
            if (storeMatters(exporter)) {
                columns.add(new Column(
                        exporter.name() + ", no store", capability -> exporter.support(capability, WITHOUT_STORE)));
            }
        }
        var notes = new LinkedHashMap<String, Integer>();
        table(columns, notes).print(people(), style(), "", columns());
        people().println();
        notes.forEach((note, number) -> people().println("[" + number + "] " + note));
        for (Exporter exporter : exporters) {
            people().println();
            people().println(style().bold(exporter.name()) + " runs files that "
                    + style().bold("onedag export --target " + exporter.name()) + " writes, proven on "
                    + String.join(", ", exporter.provenVersions()) + ". Whatever the pipeline:");
            exporter.notes(Options.DEFAULT).forEach(note -> people().println("- " + note));
        }
    }

    private Table table(List<Column> columns, Map<String, Integer> notes) {
        var table = new Table().column("CAPABILITY");
        columns.forEach(column -> table.column(column.heading().toUpperCase(Locale.ROOT)));
        table.column("");
        for (Capability capability : Capability.values()) {
            var cells = new ArrayList<String>();
            cells.add(name(capability));
            columns.forEach(column -> cells.add(cell(column, capability, notes)));
            cells.add(style().dim(capability.meaning()));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private String cell(Column column, Capability capability, Map<String, Integer> notes) {
        Support support = column.support().apply(capability);
        String note = name(capability) + ": ";
        if (support instanceof Support.Approximate almost) {
            return style().yellow("almost: " + almost.kind().name().toLowerCase(Locale.ROOT))
                    + mark(notes, column, note + almost.differs());
        }
        if (support instanceof Support.Refused no) {
            return style().red("no") + mark(notes, column, note + no.reason() + "; " + no.wayOut());
        }
        return style().green("yes");
    }

    /** The number of a note; what two columns of an engine say alike is said once. */
    private static String mark(Map<String, Integer> notes, Column column, String note) {
        String whose = column.heading().replace(", no store", "");
        return " [" + notes.computeIfAbsent(whose + ", " + note, key -> notes.size() + 1) + "]";
    }

    private static boolean storeMatters(Exporter exporter) {
        return Arrays.stream(Capability.values())
                .anyMatch(capability -> !exporter.support(capability, Options.DEFAULT)
                        .equals(exporter.support(capability, WITHOUT_STORE)));
    }

    private static Map<String, @Nullable Object> document(Engine engine) {
        return Documents.of(
                "engine",
                engine.name(),
                "default",
                engine.name().equals(Engines.DEFAULT),
                "capabilities",
                capabilities(engine::support),
                "kind",
                "engine",
                "proven_versions",
                List.of(),
                "without_store",
                null,
                "notes",
                List.of());
    }

    private static Map<String, @Nullable Object> document(Exporter exporter) {
        return Documents.of(
                "engine",
                exporter.name(),
                "default",
                false,
                "capabilities",
                capabilities(capability -> exporter.support(capability, Options.DEFAULT)),
                "kind",
                "exporter",
                "proven_versions",
                exporter.provenVersions(),
                "without_store",
                capabilities(capability -> exporter.support(capability, WITHOUT_STORE)),
                "notes",
                exporter.notes(Options.DEFAULT));
    }

    private static Map<String, @Nullable Object> capabilities(Function<Capability, Support> support) {
        var capabilities = new LinkedHashMap<String, @Nullable Object>();
        for (Capability capability : Capability.values()) {
            capabilities.put(capability.name(), Documents.support(support.apply(capability)));
        }
        return capabilities;
    }

    private static String name(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT);
    }
}

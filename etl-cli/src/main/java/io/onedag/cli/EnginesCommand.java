package io.onedag.cli;

import io.onedag.cli.terminal.Table;
import io.onedag.engine.Capability;
import io.onedag.engine.Engine;
import io.onedag.engine.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code onedag engines}: what each engine can do. */
final class EnginesCommand extends CliCommand {

    EnginesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {}

    @Override
    String jsonForm() {
        return "[{engine, default, capabilities}]";
    }

    @Override
    public Integer call() {
        List<Engine> engines = Engines.all();
        if (json) {
            print(engines.stream().map(EnginesCommand::document).toList());
        } else if (engines.isEmpty()) {
            people().println("There is no engine on the class path; add the artifact io.onedag:engine-local.");
        } else {
            show(engines);
        }
        engines.forEach(Engine::close);
        return ExitCode.DONE;
    }

    private void show(List<Engine> engines) {
        var table = new Table().column("CAPABILITY");
        engines.forEach(engine -> table.column(engine.name().toUpperCase(Locale.ROOT)));
        table.column("");
        var notes = new ArrayList<String>();
        for (Capability capability : Capability.values()) {
            var cells = new ArrayList<String>();
            cells.add(capability.name().toLowerCase(Locale.ROOT));
            for (Engine engine : engines) {
                cells.add(cell(engine, capability, notes));
            }
            cells.add(style().dim(capability.meaning()));
            table.row(cells.toArray(String[]::new));
        }
        table.print(people(), style(), "", columns());
        people().println();
        notes.forEach(people()::println);
    }

    private String cell(Engine engine, Capability capability, List<String> notes) {
        Support support = engine.support(capability);
        if (support instanceof Support.Approximate almost) {
            notes.add("[" + (notes.size() + 1) + "] " + engine.name() + ", "
                    + capability.name().toLowerCase(Locale.ROOT) + ": " + almost.differs());
            return style().yellow("almost: " + almost.kind().name().toLowerCase(Locale.ROOT)) + " [" + notes.size()
                    + "]";
        }
        if (support instanceof Support.Refused no) {
            notes.add("[" + (notes.size() + 1) + "] " + engine.name() + ", "
                    + capability.name().toLowerCase(Locale.ROOT) + ": " + no.reason() + "; " + no.wayOut());
            return style().red("no") + " [" + notes.size() + "]";
        }
        return style().green("yes");
    }

    private static Map<String, @Nullable Object> document(Engine engine) {
        var capabilities = new LinkedHashMap<String, @Nullable Object>();
        for (Capability capability : Capability.values()) {
            capabilities.put(capability.name(), Documents.support(engine.support(capability)));
        }
        return Documents.of(
                "engine",
                engine.name(),
                "default",
                engine.name().equals(Engines.DEFAULT),
                "capabilities",
                capabilities);
    }
}

package io.onedag.cli;

import io.onedag.engine.Engine;
import io.onedag.engine.ShellCommand;
import io.onedag.validation.Suggestions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The engines on the class path. */
final class Engines {

    /** The engine where none is named. */
    static final String DEFAULT = "local";

    private Engines() {}

    /** All engines, by name. */
    static List<Engine> all() {
        var engines = new ArrayList<Engine>();
        ServiceLoader.load(Engine.class).forEach(engines::add);
        engines.sort(Comparator.comparing(Engine::name));
        return engines;
    }

    /**
     * An engine by name.
     *
     * @throws UsageException when there is none
     */
    static Engine get(String name) {
        List<Engine> all = all();
        return all.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    if (Exporters.find(name).isPresent()) {
                        return new UsageException(
                                name + " runs no pipelines in this process; files are exported for it",
                                ShellCommand.onedag("export", "--target", name) + " PIPELINE writes them");
                    }
                    List<String> names = all.stream().map(Engine::name).toList();
                    return new UsageException(
                            "there is no engine \"" + name + "\" on the class path", Suggestions.hint(name, names));
                });
    }
}

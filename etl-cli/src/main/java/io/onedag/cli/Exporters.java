package io.onedag.cli;

import io.onedag.engine.Exporter;
import io.onedag.validation.Suggestions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The exporters on the class path. */
final class Exporters {

    private Exporters() {}

    /** All exporters, by name. */
    static List<Exporter> all() {
        var exporters = new ArrayList<Exporter>();
        ServiceLoader.load(Exporter.class).forEach(exporters::add);
        exporters.sort(Comparator.comparing(Exporter::name));
        return exporters;
    }

    /** An exporter by name. */
    static Optional<Exporter> find(String name) {
        return all().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /**
     * An exporter by name.
     *
     * @throws UsageException when there is none
     */
    static Exporter get(String name) {
        return find(name).orElseThrow(() -> {
            List<String> names = all().stream().map(Exporter::name).toList();
            String hint = Suggestions.hint(name, names);
            return new UsageException(
                    "there is no exporter \"" + name + "\" on the class path",
                    hint != null
                            ? hint
                            : names.isEmpty()
                                    ? "add the artifact io.onedag:engine-airflow-export"
                                    : "known: " + String.join(", ", names));
        });
    }
}

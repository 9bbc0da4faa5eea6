package io.onedag.cli;

import io.onedag.Location;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.engine.Engine;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Need;
import io.onedag.engine.Support;
import io.onedag.run.Admission;
import io.onedag.validation.Suggestions;
import io.onedag.validation.Validation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks a definition against what an engine, or an exporter, can do. */
final class EngineValidation {

    private EngineValidation() {}

    /**
     * What is wrong, with the errors of what is refused and warnings of what is approximated.
     *
     * @param name an engine, or what pipelines are exported for
     * @throws UsageException when there is none
     */
    static Validation of(Validation validation, String name) {
        Pipeline pipeline = validation.pipeline();
        Optional<Exporter> exporter = Exporters.find(name);
        if (exporter.isPresent()) {
            return pipeline == null
                    ? validation
                    : check(
                            validation,
                            pipeline,
                            "exporter " + name,
                            exporter.get().needs(pipeline, Exporter.Options.DEFAULT));
        }
        Set<String> names = Stream.concat(
                        Engines.all().stream().map(Engine::name),
                        Exporters.all().stream().map(Exporter::name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!names.contains(name)) {
            throw new UsageException(
                    "there is no engine \"" + name + "\" on the class path", Suggestions.hint(name, names));
        }
        try (Engine engine = Engines.get(name)) {
            return pipeline == null
                    ? validation
                    : check(validation, pipeline, "engine " + name, Admission.needs(pipeline, engine::support));
        }
    }

    private static Validation check(Validation validation, Pipeline pipeline, String who, List<Need> needs) {
        var errors = new ArrayList<>(validation.errors());
        var warnings = new ArrayList<>(validation.warnings());
        for (Need need : needs) {
            String what = need.capability().name().toLowerCase(Locale.ROOT) + " ("
                    + need.capability().meaning() + "): ";
            Location where = where(pipeline, need.tasks());
            if (need.support() instanceof Support.Refused no) {
                errors.add(new Problem(where, who + " refuses " + what + no.reason(), no.wayOut()));
            } else if (need.support() instanceof Support.Approximate almost) {
                warnings.add(new Problem(
                        where,
                        who + " only approximates " + what + almost.differs() + " ("
                                + almost.kind().name().toLowerCase(Locale.ROOT) + ")",
                        null));
            }
        }
        return new Validation(errors.isEmpty() ? pipeline : null, errors, warnings);
    }

    private static Location where(Pipeline pipeline, List<String> tasks) {
        String file = pipeline.source().map(Path::toString).orElse("");
        String who =
                "pipeline \"" + pipeline.name() + "\"" + (tasks.isEmpty() ? "" : ", task " + String.join(", ", tasks));
        return new Location(file, 0, 0, who);
    }
}

package io.onedag.child;

import io.onedag.DefinitionException;
import io.onedag.Location;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.cli.NamedPipeline;
import io.onedag.definition.CheckedDefinition;
import io.onedag.definition.DefinitionReader;
import io.onedag.engine.PipelineSource;
import io.onedag.validation.Suggestions;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pipeline of an attempt, and builds that one alone: in the file that is named, among those that the application's {@code main}
 * passed, among those that jars bring along.
 */
final class PipelineFinder {

    private final Variables variables;
    private final List<NamedPipeline> passed;
    private final List<String> names = new ArrayList<>();

    PipelineFinder(Variables variables, List<NamedPipeline> passed) {
        this.variables = variables;
        this.passed = passed;
    }

    /** Nobody here has a pipeline of this name. */
    static final class UnknownPipelineException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<String> known;

        UnknownPipelineException(String name, List<String> known) {
            super(name);
            this.known = known;
        }

        /** It in words. */
        Refusal refusal() {
            String name = String.valueOf(getMessage());
            String hint = Suggestions.hint(name, known);
            return Refusal.usage(
                    "there is no pipeline \"" + name + "\"",
                    hint != null
                            ? hint
                            : "name the jar that declares it first on the class path; one from a file is named by "
                                    + Variables.DEFINITION_FILE);
        }
    }

    /**
     * Finds it.
     *
     * @throws Refusal when nothing names it, or it can't be built
     * @throws UnknownPipelineException when there is none of its name
     * @throws DefinitionException when its definition isn't valid
     */
    Pipeline find() {
        String file = variables.get(Variables.DEFINITION_FILE);
        String name = variables.get(Variables.PIPELINE);
        if (file != null) {
            return read(file);
        }
        if (name == null) {
            throw Refusal.usage(
                    Variables.PIPELINE + " and " + Variables.DEFINITION_FILE + " are not set",
                    "set one: which pipeline is it?");
        }
        Pipeline found = ofMain(name);
        if (found == null) {
            found = ofJars(name);
        }
        if (found == null) {
            throw new UnknownPipelineException(name, names);
        }
        return found;
    }

    private @Nullable Pipeline ofMain(String name) {
        for (NamedPipeline each : passed) {
            if (each.name() == null) {
                Pipeline built = each.supplier().get();
                if (built.name().equals(name)) {
                    return built;
                }
                names.add(built.name());
            } else if (each.name().equals(name)) {
                return build(name, each.supplier());
            } else {
                names.add(each.name());
            }
        }
        return null;
    }

    private @Nullable Pipeline ofJars(String name) {
        try {
            Iterator<PipelineSource> sources =
                    ServiceLoader.load(PipelineSource.class).iterator();
            while (sources.hasNext()) {
                Map<String, Supplier<Pipeline>> pipelines = sources.next().pipelines();
                Supplier<Pipeline> found = pipelines.get(name);
                if (found != null) {
                    return build(name, found);
                }
                names.addAll(pipelines.keySet());
            }
            return null;
        } catch (ServiceConfigurationError e) {
            throw Refusal.usage(
                    "a jar's pipelines can't be loaded: " + e.getMessage(),
                    "mend its META-INF/services/" + PipelineSource.class.getName()
                            + ", or leave it off the class path");
        }
    }

    private static Pipeline build(String name, Supplier<Pipeline> supplier) {
        Pipeline pipeline;
        try {
            pipeline = supplier.get();
        } catch (DefinitionException | Refusal e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw Refusal.usage("pipeline \"" + name + "\" can't be built: its code threw " + e, "mend that code");
        }
        if (!pipeline.name().equals(name)) {
            throw Refusal.usage(
                    "the pipeline offered as \"" + name + "\" calls itself \"" + pipeline.name() + "\"",
                    "give both the same name");
        }
        return pipeline;
    }

    private Pipeline read(String named) {
        Path file = variables.path(Variables.DEFINITION_FILE, named);
        if (!Files.isRegularFile(file)) {
            throw Refusal.usage(
                    "there is no file " + named,
                    "relative paths start at "
                            + variables.path("", "").toAbsolutePath().normalize());
        }
        return named.endsWith(".json") ? readStored(named, file) : YamlPipelines.load(file);
    }

    private Pipeline readStored(String name, Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        String text;
        try {
            text = Texts.read(file);
        } catch (IOException e) {
            throw new DefinitionException(List.of(new Problem(
                    Location.of(name, 0, 0), "the file can't be read: " + e, "give a definition in UTF-8")));
        }
        String hash = variables.get(Variables.PLAN_HASH);
        Pipeline checked = hash == null ? null : CheckedDefinition.read(text, folder, hash);
        return checked == null ? DefinitionReader.readStored(name, text, folder, NoCode.INSTANCE) : checked;
    }
}

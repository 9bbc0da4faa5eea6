package io.onedag.cli;

import io.onedag.DefinitionException;
import io.onedag.Pipeline;
import io.onedag.engine.PipelineSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines that are known by name: those that the application's {@code main} passes, and those that jars bring along. Built one
 * at a time, when asked for. Confined to one thread.
 */
final class Catalog {

    private final List<NamedPipeline> passed;
    private @Nullable Map<String, Supplier<Pipeline>> byName;

    /** A catalog of these, and of what {@link ServiceLoader} finds. */
    Catalog(Collection<NamedPipeline> passed) {
        this.passed = List.copyOf(passed);
    }

    /** Those that the application's {@code main} passes. */
    List<NamedPipeline> passed() {
        return passed;
    }

    /** The names of all, in alphabetical order. */
    Collection<String> names() {
        return byName().keySet();
    }

    /**
     * Builds a pipeline.
     *
     * @return empty when there is none of this name
     * @throws io.onedag.DefinitionException when its definition isn't valid
     */
    Optional<Pipeline> find(String name) {
        Supplier<Pipeline> supplier = byName().get(name);
        return supplier == null ? Optional.empty() : Optional.of(build(name, supplier));
    }

    private static Pipeline build(String name, Supplier<Pipeline> supplier) {
        Pipeline pipeline;
        try {
            pipeline = supplier.get();
        } catch (DefinitionException | UsageException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new UsageException(
                    "pipeline \"" + name + "\" can't be built: its code threw " + e,
                    "mend that code; --debug shows where it throws",
                    e);
        }
        if (!pipeline.name().equals(name)) {
            throw new UsageException(
                    "the pipeline offered as \"" + name + "\" calls itself \"" + pipeline.name() + "\"",
                    "give both the same name");
        }
        return pipeline;
    }

    private Map<String, Supplier<Pipeline>> byName() {
        if (byName == null) {
            byName = load();
        }
        return byName;
    }

    private Map<String, Supplier<Pipeline>> load() {
        var found = new LinkedHashMap<String, Supplier<Pipeline>>();
        for (NamedPipeline each : passed) {
            if (each.name() != null) {
                add(found, each.name(), each.supplier());
            } else {
                Pipeline built = each.supplier().get();
                add(found, built.name(), () -> built);
            }
        }
        var ofJars = new LinkedHashMap<String, Supplier<Pipeline>>();
        try {
            for (PipelineSource source : ServiceLoader.load(PipelineSource.class)) {
                source.pipelines().forEach((name, supplier) -> add(ofJars, name, supplier));
            }
        } catch (ServiceConfigurationError e) {
            throw new UsageException(
                    "a jar's pipelines can't be loaded: " + e.getMessage(),
                    "mend its META-INF/services/" + PipelineSource.class.getName()
                            + ", or leave it off the class path");
        }
        ofJars.forEach(found::putIfAbsent);
        return new TreeMap<>(found);
    }

    private static void add(Map<String, Supplier<Pipeline>> to, String name, Supplier<Pipeline> supplier) {
        if (to.putIfAbsent(name, supplier) != null) {
            throw new UsageException("two pipelines are named \"" + name + "\"", "rename one");
        }
    }
}

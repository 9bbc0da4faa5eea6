package io.onedag.testkit.conformance.model;

import io.onedag.Pipeline;
import io.onedag.yaml.YamlPipelines;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A pipeline of a scenario.
 *
 * @param alias its name within the scenario
 * @param name its name
 * @param source what is in it
 */
public record Definition(String alias, String name, Source source) {

    /** What is in a pipeline. */
    public sealed interface Source {

        /** YAML, without the line of its name. */
        record Yaml(String text) implements Source {}

        /** Java. */
        record Java(UnaryOperator<Pipeline.Builder> build) implements Source {}
    }

    /**
     * The pipeline.
     *
     * @param root where its relative paths start
     */
    public Pipeline pipeline(Path root) {
        if (source instanceof Source.Yaml yaml) {
            return YamlPipelines.load(name + ".yaml", "pipeline: \"" + name + "\"\n" + yaml.text(), root);
        }
        return ((Source.Java) source)
                .build()
                .apply(Pipeline.named(name).folder(root))
                .build();
    }
}

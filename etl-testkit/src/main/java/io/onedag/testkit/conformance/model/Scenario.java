package io.onedag.testkit.conformance.model;

import io.onedag.Pipeline;
import io.onedag.engine.Capability;
import io.onedag.testkit.conformance.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A pipeline, what is done with it, and what is to be seen then, on any engine. Immutable.
 *
 * <p>Every run of a scenario is also held to what holds for every run: {@link io.onedag.testkit.conformance.judge.Invariants}.
 *
 * @param name unique among all scenarios; the name of its pipeline
 * @param shows what it shows, in a sentence
 * @param rules the anchors in {@code docs/semantics.md} that it proves: an engine that breaks one fails it
 * @param pipelines its pipelines by alias
 * @param refused texts in the message that refuses its definition; empty: it isn't refused
 * @param steps its script
 * @param expected how runs are to end, by their names in the script
 * @param checks what is to be seen besides
 * @param needs capabilities beyond those that its pipelines show
 */
public record Scenario(
        String name,
        String shows,
        List<String> rules,
        Map<String, Definition> pipelines,
        List<String> refused,
        List<Step> steps,
        Map<String, ExpectedRun> expected,
        List<Check> checks,
        Set<Capability> needs) {

    /** The alias of a scenario's only, or first, pipeline. */
    public static final String ONLY = "";

    /** Begins a scenario. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Its pipelines, relative paths starting at {@code root}; none when its definition is to be refused. */
    public Map<String, Pipeline> build(Path root) {
        var built = new LinkedHashMap<String, Pipeline>();
        if (refused.isEmpty()) {
            pipelines.forEach((alias, definition) -> built.put(alias, definition.pipeline(root)));
        }
        return built;
    }

    /** What it needs of an engine. */
    public Set<Capability> capabilities() {
        var all = EnumSet.noneOf(Capability.class);
        all.addAll(needs);
        build(Path.of(""))
                .values()
                .forEach(pipeline -> all.addAll(Capability.neededBy(pipeline).keySet()));
        return all;
    }

    /** The operations of its script. */
    public Set<Operation> operations() {
        var all = EnumSet.noneOf(Operation.class);
        steps.forEach(step -> all.addAll(step.operations()));
        if (steps.stream().filter(Step.Start.class::isInstance).count() > 1) {
            all.add(Operation.SEVERAL_RUNS);
        }
        if (pipelines.values().stream().map(Definition::name).distinct().count() < pipelines.size()) {
            all.add(Operation.CHANGED_DEFINITION);
        }
        return all;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Builds a scenario. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private String shows = "";
        private List<String> rules = List.of();
        private final Map<String, Definition> pipelines = new LinkedHashMap<>();
        private List<Step> steps = List.of(Step.start(), Step.await());
        private final Map<String, ExpectedRun> expected = new LinkedHashMap<>();
        private final List<Check> checks = new ArrayList<>();
        private Set<Capability> needs = Set.of();

        private Builder(String name) {
            this.name = name;
        }

        /** What it shows, in a sentence. */
        public Builder shows(String sentence) {
            this.shows = sentence;
            return this;
        }

        /** The anchors of the rules that it proves. */
        public Builder proves(String... anchors) {
            this.rules = List.of(anchors);
            return this;
        }

        /** Its pipeline in YAML, without the line of its name. */
        public Builder yaml(String text) {
            return define(ONLY, name, new Definition.Source.Yaml(text));
        }

        /** Another pipeline in YAML. */
        public Builder yaml(String alias, String text) {
            return define(alias, name + "_" + alias, new Definition.Source.Yaml(text));
        }

        /** Another definition of its first pipeline. */
        public Builder changed(String alias, String text) {
            return define(alias, name, new Definition.Source.Yaml(text));
        }

        /** Its pipeline in Java. */
        public Builder pipeline(UnaryOperator<Pipeline.Builder> build) {
            return define(ONLY, name, new Definition.Source.Java(build));
        }

        private Builder define(String alias, String pipeline, Definition.Source source) {
            pipelines.put(alias, new Definition(alias, pipeline, source));
            return this;
        }

        /** Its script; unless set, it starts one run and waits for its end. */
        public Builder steps(Step... script) {
            this.steps = List.of(script);
            return this;
        }

        /** How its only run is to end. */
        public Builder expect(ExpectedRun run) {
            return expect(Step.RUN, run);
        }

        /** How a run is to end. */
        public Builder expect(String run, ExpectedRun end) {
            expected.put(run, end);
            return this;
        }

        /** What is to be seen besides. */
        public Builder check(Check... more) {
            checks.addAll(List.of(more));
            return this;
        }

        /** Capabilities that its pipelines don't show. */
        public Builder needs(Capability... capabilities) {
            this.needs = Set.of(capabilities);
            return this;
        }

        /** The scenario. */
        public Scenario build() {
            return make(List.of());
        }

        /** A scenario whose definition is refused, with a message that has these texts. */
        public Scenario isRefused(String... says) {
            steps = List.of();
            return make(List.of(says));
        }

        private Scenario make(List<String> refused) {
            return new Scenario(
                    name,
                    shows,
                    rules,
                    Collections.unmodifiableMap(new LinkedHashMap<>(pipelines)),
                    refused,
                    steps,
                    Collections.unmodifiableMap(new LinkedHashMap<>(expected)),
                    List.copyOf(checks),
                    needs);
        }
    }
}

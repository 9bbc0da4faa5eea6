package io.onedag.testkit.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.engine.Capability;
import io.onedag.engine.Engine;
import io.onedag.engine.EngineRun;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.Support;
import io.onedag.testkit.TestClock;
import io.onedag.testkit.conformance.ConformanceTest;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import io.onedag.testkit.conformance.own.OwnEngine;
import io.onedag.testkit.conformance.scenarios.Scenarios;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The engine that users' tests run on is judged like any other, as far as one can be whose time is a test's and which executes one body
 * at a time: what tests see is what happens in production.
 */
class ManualEngineConformanceTest extends ConformanceTest {

    private static final Set<String> FAMILIES = Set.of(
            "Shapes",
            "Trigger rules",
            "Branch",
            "Map",
            "Allowed failures",
            "Inputs and outputs",
            "Parameters",
            "Values",
            "Expressions",
            "Rounds",
            "Effects");

    private static final Set<Class<? extends Step>> PLAIN_STEPS =
            Set.of(Step.Start.class, Step.StartRefused.class, Step.Await.class, Step.Resume.class, Step.Rerun.class);

    /** Takes each run to its end by itself. */
    private static final class Automatic implements Engine {
        @Override
        public String name() {
            return "manual";
        }

        @Override
        public Support support(Capability capability) {
            return Support.NATIVE;
        }

        @Override
        public Execution start(EngineRun run) {
            var engine = new ManualEngine(TestClock.create(), ManualEngine.Bodies.OWN);
            Execution execution = engine.start(run);
            var thread = new Thread(
                    () -> engine.run(run.info().id()).orElseThrow().executeAll(),
                    "manual-" + run.info().id());
            thread.setDaemon(true);
            thread.start();
            return execution;
        }

        @Override
        public void close() {}
    }

    @Override
    protected EngineUnderTest engine(Path root) {
        return new OwnEngine("manual/memory", new Automatic(), new MemoryRunStore(), null, root);
    }

    /** Those that need neither time to pass nor bodies side by side. */
    @Override
    protected List<Scenario> scenarios(Pace pace) {
        List<Scenario> all = Scenarios.byFamily().entrySet().stream()
                .filter(family -> FAMILIES.contains(family.getKey()))
                .flatMap(family -> family.getValue().stream())
                .filter(ManualEngineConformanceTest::isPlain)
                .toList();
        assertThat(all).as("a family may have another name now").hasSizeGreaterThan(50);
        return all;
    }

    private static boolean isPlain(Scenario scenario) {
        return scenario.steps().stream().allMatch(step -> PLAIN_STEPS.contains(step.getClass()))
                && scenario.rules().stream().noneMatch(rule -> rule.startsWith("timeout"))
                && scenario.checks().stream().noneMatch(check -> check.kind() == Support.Kind.TIMING);
    }
}

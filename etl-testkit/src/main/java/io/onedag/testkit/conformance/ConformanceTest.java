package io.onedag.testkit.conformance;

import io.onedag.testkit.conformance.judge.Conformance;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.scenarios.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * An engine's conformance test: one test for each scenario, and a last one that counts them.
 *
 * <p>Scenarios run side by side, as many at once as the {@linkplain EngineUnderTest#parallelism() engine} allows. The results go to
 * {@code target/conformance} as JSON, for those who make tables of them.
 *
 * <pre>{@code
 * class LocalOnMemoryConformanceTest extends ConformanceTest {
 *     @Override
 *     protected EngineUnderTest engine(Path root) {
 *         return new OwnEngine("local/memory", new LocalEngine(), new MemoryRunStore(), null, root);
 *     }
 * }
 * }</pre>
 */
public abstract class ConformanceTest {

    /**
     * The engine to judge; closed at the end.
     *
     * @param root where the relative paths of all pipelines start
     */
    protected abstract EngineUnderTest engine(Path root) throws Exception;

    /** The scenarios to run, fitted to the engine; all of them unless overridden. */
    protected List<Scenario> scenarios(Pace pace) {
        String only = System.getProperty("onedag.scenarios");
        return Scenarios.all(pace).stream()
                .filter(scenario -> only == null || scenario.name().matches(only))
                .toList();
    }

    /**
     * How many scenarios that differed are run once more, on an engine of their own with less company; 0 unless overridden. For an
     * engine of many processes, whose clocks a machine bends that runs all scenarios at once. Where more differ, none is run again.
     */
    protected int secondChances() {
        return 0;
    }

    /** Called with all results, when they have been written. */
    protected void finished(ConformanceReport results) throws IOException {}

    @TestFactory
    Stream<DynamicTest> conformance() throws Exception {
        var first = new Pass(null);
        Map<String, Callable<ScenarioResult>> outcomes = first.outcomes();
        if (secondChances() > 0) {
            runAgain(first, outcomes);
        }
        var results = new ConformanceReport(first.engine.name());
        Stream<DynamicTest> tests = outcomes.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> judge(results, each.getValue())));
        Stream<DynamicTest> count =
                Stream.of(results).map(each -> DynamicTest.dynamicTest(each.summary(), () -> finish(each, first.root)));
        return Stream.concat(tests, count).onClose(first::close);
    }

    private void runAgain(Pass first, Map<String, Callable<ScenarioResult>> outcomes) throws Exception {
        List<String> different = different(outcomes);
        if (different.isEmpty() || different.size() > secondChances()) {
            return;
        }
        first.close();
        System.out.println("conformance: once more, with less company: " + String.join(", ", different));
        var second = new Pass(different);
        try {
            for (var each : second.outcomes().entrySet()) {
                ScenarioResult result = each.getValue().call();
                outcomes.put(each.getKey(), () -> result);
            }
        } finally {
            second.close();
            remove(second.root);
        }
    }

    private static List<String> different(Map<String, Callable<ScenarioResult>> outcomes) throws Exception {
        var names = new ArrayList<String>();
        for (var each : outcomes.entrySet()) {
            if (each.getValue().call().outcome() == Outcome.DIFFERENT) {
                names.add(each.getKey());
            }
        }
        return names;
    }

    /** Scenarios under way on one engine. */
    private final class Pass {
        final Path root = Files.createTempDirectory("onedag-conformance-");
        final EngineUnderTest engine = engine(root);
        private final Map<String, Future<ScenarioResult>> running = new LinkedHashMap<>();
        private final ExecutorService threads;
        private boolean closed;

        /** @param only the names of those to run; null: all */
        Pass(@Nullable List<String> only) throws Exception {
            List<Scenario> chosen = scenarios(engine.pace()).stream()
                    .filter(each -> only == null || only.contains(each.name()))
                    .toList();
            var conformance = new Conformance(engine, root, chosen);
            threads = Executors.newFixedThreadPool(Math.max(1, Math.min(chosen.size(), engine.parallelism())));
            chosen.forEach(each -> running.put(each.name(), threads.submit(() -> conformance.run(each))));
            threads.shutdown();
        }

        /** What came of each, by name; asking waits for it. */
        Map<String, Callable<ScenarioResult>> outcomes() {
            var outcomes = new LinkedHashMap<String, Callable<ScenarioResult>>();
            running.forEach((name, result) -> outcomes.put(name, result::get));
            return outcomes;
        }

        void close() {
            if (!closed) {
                closed = true;
                threads.shutdownNow();
                engine.close();
            }
        }
    }

    private static void judge(ConformanceReport results, Callable<ScenarioResult> outcome) throws Exception {
        ScenarioResult result;
        try {
            result = outcome.call();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        results.add(result);
        if (result.outcome() == Outcome.DIFFERENT) {
            throw new AssertionError(result.report());
        }
    }

    private void finish(ConformanceReport results, Path root) throws IOException {
        System.out.println(results.summary());
        results.write(Path.of("target", "conformance"));
        finished(results);
        remove(root);
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(each -> each.toFile().delete());
        }
    }
}

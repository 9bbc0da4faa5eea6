package io.onedag.testkit.conformance;

import io.onedag.testkit.conformance.judge.Conformance;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.scenarios.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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

    /** Called with all results, when they have been written. */
    protected void finished(ConformanceReport results) throws IOException {}

    @TestFactory
    Stream<DynamicTest> conformance() throws Exception {
        Path root = Files.createTempDirectory("onedag-conformance-");
        EngineUnderTest engine = engine(root);
        List<Scenario> all = scenarios(engine.pace());
        var conformance = new Conformance(engine, root, all);
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(all.size(), engine.parallelism())));
        List<Future<ScenarioResult>> running = new ArrayList<>();
        all.forEach(scenario -> running.add(threads.submit(() -> conformance.run(scenario))));
        threads.shutdown();
        var results = new ConformanceReport(engine.name());
        Stream<DynamicTest> tests = Stream.iterate(0, i -> i < running.size(), i -> i + 1)
                .map(i -> DynamicTest.dynamicTest(all.get(i).name(), () -> judge(results, running.get(i))));
        Stream<DynamicTest> count =
                Stream.of(results).map(each -> DynamicTest.dynamicTest(each.summary(), () -> finish(each, root)));
        return Stream.concat(tests, count).onClose(() -> {
            threads.shutdownNow();
            engine.close();
        });
    }

    private static void judge(ConformanceReport results, Future<ScenarioResult> running) throws InterruptedException {
        ScenarioResult result;
        try {
            result = running.get();
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
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(each -> each.toFile().delete());
        }
    }
}

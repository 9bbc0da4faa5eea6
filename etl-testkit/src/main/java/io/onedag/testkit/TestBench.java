package io.onedag.testkit;

import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskSpec;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider;
import io.onedag.testkit.manual.Surroundings;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a test works with: a clock that it moves, a home folder and a store of its own, and testers of pipelines and tasks. A JUnit test
 * gets one as a parameter ({@link io.onedag.testkit.junit.OnedagTest}); any other one opens it:
 *
 * <pre>{@code
 * try (var bench = TestBench.inMemory()) {
 *     PipelineTester tester = bench.pipeline(Nightly.pipeline());
 *     …
 * }
 * }</pre>
 *
 * <p>Closing it ends what is under way, closes the store and deletes the home folder. For one thread.
 */
public final class TestBench implements AutoCloseable {

    private final TestStore kind;
    private final Path home;
    private final TestClock clock = TestClock.create();
    private final List<PipelineTester> testers = new ArrayList<>();
    private @Nullable RunStore store;

    private TestBench(TestStore kind) {
        this.kind = kind;
        try {
            this.home = Files.createTempDirectory("onedag-test-");
        } catch (IOException e) {
            throw new UncheckedIOException("can't make a home folder for the test: " + e.getMessage(), e);
        }
    }

    /** Opens one with a store in memory. */
    public static TestBench inMemory() {
        return new TestBench(TestStore.MEMORY);
    }

    /** Opens one with the embedded database in its home folder. */
    public static TestBench embedded() {
        return new TestBench(TestStore.EMBEDDED);
    }

    /** Opens one. */
    public static TestBench with(TestStore store) {
        return new TestBench(store);
    }

    /** The clock that all its runs go by. */
    public TestClock clock() {
        return clock;
    }

    /** The home folder of its runs, what {@code .onedag} is to the command: datasets are there, and the embedded database. */
    public Path home() {
        return home;
    }

    /**
     * Where its runs are on record; opened at the first use.
     *
     * @throws IllegalStateException when it is to be the embedded database and {@code etl-store} isn't on the class path
     */
    public RunStore store() {
        RunStore open = store;
        if (open == null) {
            open = kind == TestStore.MEMORY
                    ? new FakesInMemory()
                    : provider().open(Map.of(), home, RunStoreProvider.Mode.WRITE);
            store = open;
        }
        return open;
    }

    /** Tests a pipeline. */
    public PipelineTester pipeline(Pipeline pipeline) {
        var tester = new PipelineTester(this, pipeline);
        testers.add(tester);
        return tester;
    }

    /**
     * Tests a pipeline in YAML. Its relative paths start at the file's folder.
     *
     * @throws io.onedag.DefinitionException with all that is wrong with it
     */
    public PipelineTester file(Path file) {
        return pipeline(YamlPipelines.load(file));
    }

    /**
     * Tests a pipeline in YAML. Its relative paths start at the file's folder.
     *
     * @param file from the working directory, which in a Maven build is the module's folder
     * @throws io.onedag.DefinitionException with all that is wrong with it
     */
    public PipelineTester file(String file) {
        return file(Path.of(file));
    }

    /** Tests a task by itself. */
    public TaskTester task(Task task) {
        return TaskTester.of(this, task);
    }

    /** Tests a ready-made task by itself. */
    public TaskTester task(TaskSpec task) {
        return TaskTester.of(this, task);
    }

    /** What tasks are provided with; in memory a database isn't, and they are told how to get one. */
    List<ResourceProvider<?>> resources(Given given) {
        var all = new ArrayList<ResourceProvider<?>>(given.resources);
        if (kind == TestStore.MEMORY) {
            all.add(new NoDatabase());
        }
        return all;
    }

    /** Asked last: a test may have a provider of its own. */
    private static final class NoDatabase implements ResourceProvider<Connection> {
        @Override
        public Class<Connection> type() {
            return Connection.class;
        }

        @Override
        public Handle<Connection> open(TaskContext context) {
            throw TaskFailedException.fatal(
                    "task \"" + context.task() + "\" asks for a database connection, and " + Surroundings.IN_MEMORY);
        }
    }

    @Override
    public void close() {
        testers.forEach(PipelineTester::end);
        if (store != null) {
            store.close();
        }
        delete(home);
    }

    private static RunStoreProvider provider() {
        return ServiceLoader.load(RunStoreProvider.class)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the embedded store needs etl-store on the class path of the test; add it, or etl-cli, which brings it"));
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't delete the home folder of a test: " + e.getMessage(), e);
        }
    }

    /** Lets fakes stand in for transactional tasks too; a body that asks for the connection is told to open the embedded store. */
    private static final class FakesInMemory extends MemoryRunStore {
        @Override
        public boolean hasDatabase() {
            return true;
        }
    }
}

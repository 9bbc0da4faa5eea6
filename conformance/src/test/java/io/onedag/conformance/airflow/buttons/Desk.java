package io.onedag.conformance.airflow.buttons;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.conformance.airflow.AirflowApi;
import io.onedag.conformance.airflow.AirflowVersion;
import io.onedag.conformance.airflow.kit.AirflowRun;
import io.onedag.conformance.airflow.kit.OnedagOnAirflow;
import io.onedag.conformance.process.MarkedProcesses;
import io.onedag.conformance.process.Poll;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.probe.Journal;
import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One Airflow for all of these tests, and what an operator sees of it. Thread-safe. */
final class Desk implements AutoCloseable {

    /** How long anything may take that has to come about. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    /** How long a process may outlive what ended it. */
    static final Duration GONE = Duration.ofSeconds(10);

    private final Path root;
    private final Map<String, Pipeline> pipelines;
    private final OnedagOnAirflow airflow;

    private Desk(Path folder) throws IOException {
        this.root = Files.createDirectories(folder.resolve("root"));
        List<Pipeline> all = Pipelines.all(root, Instant.now());
        this.pipelines = all.stream().collect(Collectors.toMap(Pipeline::name, Function.identity()));
        all.forEach(each -> Journal.of(root, each.name()).create());
        this.airflow =
                OnedagOnAirflow.ofProbes(AirflowVersion.chosen(), folder.resolve("airflow"), root, all, Map.of());
        all.forEach(each -> airflow.awaitDag(each.name()));
        all.forEach(each -> assertThat(airflow.unloadable(each.name())).isEmpty());
    }

    static Desk open() {
        AirflowVersion.chosen().require();
        try {
            return new Desk(Files.createTempDirectory("onedag-desk-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OnedagOnAirflow airflow() {
        return airflow;
    }

    AirflowApi api() {
        return airflow.server().api();
    }

    /** Begins a run. */
    AirflowRun start(String pipeline, String run) {
        api().trigger(pipeline, run);
        return run(pipeline, run);
    }

    /** A run that is there, by its id in Airflow, which is its key. */
    AirflowRun run(String pipeline, String run) {
        return airflow.run(Objects.requireNonNull(pipelines.get(pipeline)), run, run, false);
    }

    /** A run for an interval. */
    AirflowRun scheduled(String pipeline, String run, Instant end) {
        return airflow.run(Objects.requireNonNull(pipelines.get(pipeline)), run, "sched:" + end, false);
    }

    Journal journal(String pipeline) {
        return Journal.of(root, pipeline);
    }

    /** What attempts of a task of a run did. */
    List<JournalEntry> seen(String pipeline, String key, Kind kind, String label) {
        return journal(pipeline).entries().stream()
                .filter(each -> each.kind() == kind
                        && each.runKey().equals(key)
                        && each.label().equals(label))
                .toList();
    }

    /** Waits until so many things of this kind have happened. */
    List<JournalEntry> await(String pipeline, String key, Kind kind, String label, int times) {
        Poll.until(
                LIMIT,
                () -> times + " times " + kind + " of " + label + ": "
                        + airflow.server().describe(pipeline, key),
                () -> seen(pipeline, key, kind, label).size() >= times);
        return seen(pipeline, key, kind, label);
    }

    /** Waits for the end of a run; both records say the same then. */
    ObservedRun ended(AirflowRun run) throws InterruptedException {
        assertThat(run.await(LIMIT)).as("the run has ended").isTrue();
        assertThat(run.contradictions()).isEmpty();
        return Objects.requireNonNull(run.read());
    }

    /** How the tasks of a run stand: {@code name STATE attempts}. */
    static List<String> states(ObservedRun run) {
        return run.tasks().stream()
                .map(each -> each.label() + " " + each.state() + " " + each.attempts())
                .sorted()
                .toList();
    }

    /** Waits until processes are gone; fails when some are left. */
    static void awaitGone(List<JournalEntry> processes) {
        Poll.until(
                GONE,
                () -> "left are "
                        + processes.stream()
                                .map(each -> each.pid() + " " + MarkedProcesses.commandLine(each.pid()))
                                .toList(),
                () -> processes.stream().allMatch(Desk::isGone));
    }

    /** Whether a process is gone; a zombie is. */
    static boolean isGone(JournalEntry process) {
        return MarkedProcesses.commandLine(process.pid()).isEmpty();
    }

    @Override
    public void close() {
        airflow.close();
    }
}

package io.onedag.conformance.airflow.kit;

import io.onedag.Pipeline;
import io.onedag.conformance.airflow.AirflowRefused;
import io.onedag.conformance.airflow.AirflowVersion;
import io.onedag.engine.Capability;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Need;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Support;
import io.onedag.run.RunParams.Text;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.Operation;
import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.StartRequest;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Exported files on a real Airflow, with a run store of ours on the same database server. All pipelines are one folder of DAG files of one
 * scheduler; a run is begun by the REST API, as by the button. Thread-safe.
 */
public final class AirflowEngine implements EngineUnderTest {

    private static final int CONFLICT = 409;
    private static final int TRIES = 5;

    private final String name;
    private final AirflowVersion version;
    private final Path home;
    private final Exporter exporter = Exported.exporter();
    private @Nullable OnedagOnAirflow airflow;

    /**
     * Nothing is started before {@link #prepare}.
     *
     * @param name in reports
     * @param home a folder of its own
     */
    public AirflowEngine(String name, AirflowVersion version, Path home) {
        version.require();
        this.name = name;
        this.version = version;
        this.home = home;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Support support(Capability capability) {
        return exporter.support(capability, Options.DEFAULT);
    }

    @Override
    public List<Need> needs(Pipeline pipeline) {
        return exporter.needs(pipeline, Options.DEFAULT);
    }

    @Override
    public Optional<String> lacks(Operation operation) {
        return Optional.ofNullable(Declared.LACKS.get(operation));
    }

    @Override
    public Optional<Support.Approximate> differs(String scenario) {
        return Declared.differs(scenario, version.isAirflow2());
    }

    @Override
    public boolean refusesInOurWords() {
        return false;
    }

    @Override
    public Duration tolerance() {
        return Duration.ofSeconds(90);
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(5);
    }

    @Override
    public int parallelism() {
        return Integer.getInteger("onedag.airflow.scenarios", 24);
    }

    @Override
    public Pace pace() {
        return new Pace(Duration.ofSeconds(5), 12);
    }

    @Override
    public void prepare(Path root, List<Pipeline> pipelines) {
        // A busy scheduler is not a dead one: it would take its own tasks for orphans and begin them anew.
        Map<String, String> settings = Map.of(
                "AIRFLOW__CORE__PARALLELISM", "32",
                "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD", "300",
                "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL", "600");
        airflow = OnedagOnAirflow.ofProbes(version, home, root, pipelines, settings);
    }

    @Override
    public RunUnderTest start(Pipeline pipeline, StartRequest request) {
        refuse(pipeline);
        String dag = pipeline.name();
        var conf = new LinkedHashMap<String, @Nullable Object>();
        request.params().forEach((name, value) -> conf.put(name, value(pipeline, name, value)));
        String run = Objects.requireNonNullElseGet(
                request.key(), () -> UUID.randomUUID().toString());
        var interval = request.interval();
        for (int attempt = 1; ; attempt++) {
            try {
                if (interval == null) {
                    airflow().server().api().trigger(dag, run, conf, null);
                } else {
                    airflow().server().api().triggerFor(dag, run, conf, interval.start(), interval.end());
                }
                break;
            } catch (AirflowRefused e) {
                if (attempt > 1 && e.status() == CONFLICT) {
                    break;
                }
                throw new RefusedException(e.getMessage());
            } catch (UncheckedIOException noAnswer) {
                // A busy server may have begun the run all the same: then its id is taken.
                if (attempt == TRIES) {
                    throw noAnswer;
                }
            }
        }
        String key = interval == null ? run : "sched:" + interval.end();
        return airflow().run(pipeline, run, key, request.key() == null && request.interval() == null);
    }

    private void refuse(Pipeline pipeline) {
        var refused = new StringBuilder();
        for (Need need : needs(pipeline)) {
            if (need.support() instanceof Support.Refused no) {
                refused.append("pipeline \"%s\", task %s: %s: %s; %s%n"
                        .formatted(
                                pipeline.name(),
                                String.join(", ", need.tasks()),
                                need.capability().name().toLowerCase(Locale.ROOT),
                                no.reason(),
                                no.wayOut()));
            }
        }
        if (!refused.isEmpty()) {
            throw new RefusedException(refused.toString());
        }
        airflow().exported().refusal(pipeline.name()).ifPresent(why -> {
            throw new RefusedException(why);
        });
        airflow().awaitDag(pipeline.name());
        airflow().unloadable(pipeline.name()).ifPresent(trace -> {
            throw new IllegalStateException("Airflow can't load the file: " + trace);
        });
    }

    /** The form of a run's parameters takes JSON: a text is what its parameter's type makes of it, else it stays one. */
    private static @Nullable Object value(Pipeline pipeline, String name, @Nullable Object given) {
        if (!(given instanceof Text text)) {
            return given;
        }
        try {
            return Objects.requireNonNull(pipeline.params().get(name)).parse(text.value());
        } catch (IllegalArgumentException | NullPointerException e) {
            return text.value();
        }
    }

    private OnedagOnAirflow airflow() {
        return Objects.requireNonNull(airflow);
    }

    @Override
    public void close() {
        if (airflow != null) {
            airflow.close();
        }
    }
}

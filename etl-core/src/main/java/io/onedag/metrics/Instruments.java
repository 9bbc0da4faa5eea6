package io.onedag.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.SimpleCollector;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** What is measured: one set in each registry, however many engines, services and pipelines tell it. */
final class Instruments {

    static final String PIPELINE = "pipeline_name";
    static final String TASK = "task_name";
    static final String STATUS = "status";
    static final String ERROR = "error_type";

    private static final double MINUTE = 60;
    private static final double HOUR = 60 * MINUTE;
    private static final double DAY = 24 * HOUR;

    private static final double[] TASK_SECONDS = {
        .01, .05, .1, .5, 1, 5, 10, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR
    };
    private static final double[] RUN_SECONDS = {
        .1,
        1,
        5,
        15,
        30,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        20 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        4 * HOUR,
        8 * HOUR,
        DAY
    };
    private static final double[] LATE_SECONDS = {
        1, 5, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 12 * HOUR, DAY
    };

    private static final Map<CollectorRegistry, Instruments> KNOWN = new WeakHashMap<>();

    final Counter runs = Counter.build("pipeline_runs_total", "Runs that ended, by how they ended")
            .labelNames(PIPELINE, STATUS)
            .create();
    final Histogram runDuration = Histogram.build(
                    "pipeline_run_duration_seconds", "From the start of a run, or of its resumption, to its end")
            .labelNames(PIPELINE, STATUS)
            .buckets(RUN_SECONDS)
            .create();
    final Histogram taskDuration = Histogram.build("task_duration_seconds", "How long attempts ran, by how they ended")
            .labelNames(PIPELINE, TASK, STATUS)
            .buckets(TASK_SECONDS)
            .create();
    final Counter attempts = Counter.build(
                    "task_attempts_total", "Attempts that ended, those lost with their process included")
            .labelNames(PIPELINE, TASK, STATUS)
            .create();
    final Counter retries = Counter.build("task_retries_total", "Failed attempts after which another one is due")
            .labelNames(PIPELINE, TASK)
            .create();
    final Counter errors = Counter.build("pipeline_errors_total", "Failed attempts, by the class of the exception")
            .labelNames(PIPELINE, ERROR)
            .create();
    final Gauge running = Gauge.build("tasks_running", "Attempts that run now")
            .labelNames(PIPELINE)
            .create();
    final Counter rows = Counter.build(
                    "rows_processed_total", "Rows that successful attempts read or wrote, whichever is more")
            .labelNames(PIPELINE, TASK)
            .create();
    final Histogram lateness = Histogram.build(
                    "schedule_lateness_seconds", "From the end of the interval that a run covers to the run's start")
            .labelNames(PIPELINE)
            .buckets(LATE_SECONDS)
            .create();

    final ErrorTypes errorTypes = new ErrorTypes();

    private final Map<String, PipelineSeries> pipelines = new ConcurrentHashMap<>();

    private final Map<URI, Map<PushedTotals.Key, Double>> pushed = new ConcurrentHashMap<>();

    private Instruments() {}

    /** Those of a registry; registers them at the first use. */
    static Instruments of(CollectorRegistry registry) {
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(registry, Instruments::register);
        }
    }

    PipelineSeries series(String pipeline) {
        return pipelines.computeIfAbsent(pipeline, name -> new PipelineSeries(this, name));
    }

    /** What of these counts a Pushgateway has been given; guarded by itself. */
    Map<PushedTotals.Key, Double> pushed(URI gateway) {
        return pushed.computeIfAbsent(gateway, any -> new HashMap<>());
    }

    private static Instruments register(CollectorRegistry registry) {
        var instruments = new Instruments();
        var registered = new ArrayList<SimpleCollector<?>>();
        try {
            for (SimpleCollector<?> each : instruments.all()) {
                registry.register(each);
                registered.add(each);
            }
        } catch (IllegalArgumentException e) {
            registered.forEach(registry::unregister);
            throw new IllegalStateException(
                    "this registry has a metric of the same name as one of Onedag's (" + e.getMessage()
                            + "); give Onedag a CollectorRegistry of its own",
                    e);
        }
        return instruments;
    }

    private List<SimpleCollector<?>> all() {
        return List.of(runs, runDuration, taskDuration, attempts, retries, errors, running, rows, lateness);
    }

    /**
     * The labels of a metric.
     *
     * @param family its name, without {@code _total}
     */
    static Set<String> labelNames(String family) {
        return switch (family) {
            case "task_duration_seconds", "task_attempts" -> Set.of(PIPELINE, TASK, STATUS);
            case "task_retries", "rows_processed" -> Set.of(PIPELINE, TASK);
            case "pipeline_errors" -> Set.of(PIPELINE, ERROR);
            case "pipeline_runs", "pipeline_run_duration_seconds" -> Set.of(PIPELINE, STATUS);
            default -> Set.of(PIPELINE);
        };
    }

    /** What may be added up over processes: all but the gauge. */
    List<Collector> totals() {
        return List.of(runs, runDuration, taskDuration, attempts, retries, errors, rows, lateness);
    }
}

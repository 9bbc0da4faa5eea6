package io.onedag.metrics;

import io.onedag.Pipeline;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.prometheus.client.CollectorRegistry;

/**
 * Counts what runs do in a Prometheus registry.
 *
 * <ul>
 *   <li>Registers its metrics once in each registry: any number of these, of engines and of pipelines share them.
 *   <li>Labels are names from definitions, statuses, and the classes of exceptions (at most 50 of a pipeline, then {@code other}).
 * </ul>
 *
 * <p>An application that has a registry gets them by one line:
 *
 * <pre>{@code
 * new RunService(store, process, environment, home, resources, PrometheusMetrics.in(CollectorRegistry.defaultRegistry))
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class PrometheusMetrics implements RunListener {

    private final Instruments instruments;

    private PrometheusMetrics(Instruments instruments) {
        this.instruments = instruments;
    }

    /**
     * Counts in a registry.
     *
     * @throws IllegalStateException when the registry has a metric of the same name that isn't ours
     */
    public static PrometheusMetrics in(CollectorRegistry registry) {
        return new PrometheusMetrics(Instruments.of(registry));
    }

    @Override
    public RunListener forRun(RunRecord run, Pipeline pipeline) {
        return forPipeline(pipeline.name());
    }

    /** Hears attempts of a pipeline whose runs are advanced elsewhere. */
    RunListener forPipeline(String pipeline) {
        return new CountedRun(instruments.series(pipeline));
    }

    Instruments instruments() {
        return instruments;
    }
}

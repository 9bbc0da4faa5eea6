package io.onedag.metrics;

import io.onedag.engine.RunListener;
import io.onedag.engine.RunListener.End;
import io.onedag.engine.RunListener.TaskEvent;
import io.prometheus.client.CollectorRegistry;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures one attempt in a process of its own, which ends too soon to be scraped: it is told to StatsD and left at the Pushgateway, where
 * these are set. It never listens on a port, and never fails the attempt.
 */
public final class AttemptMetrics {

    private AttemptMetrics() {}

    /** Whether there is anyone to tell: otherwise nothing of this needs to be loaded. */
    public static boolean isWanted(Map<String, String> settings) {
        return !settings.getOrDefault("STATSD_HOST", "").isBlank()
                || !settings.getOrDefault("PUSHGATEWAY_URL", "").isBlank();
    }

    /**
     * Tells how an attempt ended.
     *
     * @param settings as {@link MetricsSettings} names them
     * @param warnings is told, for people, what is wrong or can't be reached
     */
    public static void tell(
            Map<String, String> settings, String pipeline, TaskEvent attempt, End end, Consumer<String> warnings) {
        MetricsSettings to;
        try {
            to = MetricsSettings.from(settings);
        } catch (InvalidMetricsException e) {
            warnings.accept("the attempt isn't measured: " + e.getMessage());
            return;
        }
        try (StatsdMetrics statsd = Metrics.statsd(to, warnings)) {
            if (statsd != null) {
                ended(statsd.forPipeline(pipeline), attempt, end);
            }
        }
        if (to.pushgateway() != null) {
            var prometheus = PrometheusMetrics.in(new CollectorRegistry());
            ended(prometheus.forPipeline(pipeline), attempt, end);
            var gateway = new Pushgateway(to.pushgateway());
            Metrics.push(() -> gateway.pushAttempt(prometheus.instruments(), pipeline, attempt.task()), warnings);
        }
    }

    private static void ended(RunListener listener, TaskEvent attempt, End end) {
        listener.attemptStarted(attempt);
        listener.attemptEnded(attempt, end);
    }
}

package io.onedag.metrics;

import io.onedag.Pipeline;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is measured in a process, and the ways it gets out, as settings say: scraped by Prometheus, told to StatsD, left at a
 * Pushgateway. Nothing of it ever fails a run: what can't be opened or reached is a warning.
 *
 * <pre>{@code
 * try (var metrics = Metrics.start(System.getenv(), System.err::println);
 *         var runs = new RunService(store, process, environment, home, resources, metrics)) { … }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Metrics implements RunListener, AutoCloseable {

    private final MetricsSettings settings;
    private final Consumer<String> warnings;
    private final PrometheusMetrics prometheus;
    private final @Nullable StatsdMetrics statsd;
    private final @Nullable MetricsServer server;
    private final Set<String> pipelines = new ConcurrentSkipListSet<>();

    private Metrics(MetricsSettings settings, CollectorRegistry registry, boolean serve, Consumer<String> warnings) {
        this.settings = settings;
        this.warnings = warnings;
        this.prometheus = PrometheusMetrics.in(registry);
        this.statsd = statsd();
        this.server = serve ? server(registry) : null;
    }

    /**
     * Measures in the {@linkplain CollectorRegistry#defaultRegistry default registry}: what an application counts there itself is
     * served too.
     *
     * @param settings the environment, as {@link MetricsSettings} names it
     * @param warnings is told, for people, what can't be opened or reached
     * @throws InvalidMetricsException when a setting is wrong
     */
    public static Metrics start(Map<String, String> settings, Consumer<String> warnings) {
        return start(MetricsSettings.from(settings), CollectorRegistry.defaultRegistry, warnings);
    }

    /** Measures in a registry. */
    public static Metrics start(MetricsSettings settings, CollectorRegistry registry, Consumer<String> warnings) {
        return new Metrics(settings, registry, true, warnings);
    }

    /** Where Prometheus scrapes; empty: nowhere. */
    public Optional<InetSocketAddress> address() {
        return Optional.ofNullable(server).map(MetricsServer::address);
    }

    /** How long {@link #close} waits for one more scrape, as settings say; zero: not at all. */
    public Duration lingers() {
        return server == null || pipelines.isEmpty() ? Duration.ZERO : settings.linger();
    }

    @Override
    public RunListener forRun(RunRecord run, Pipeline pipeline) {
        pipelines.add(pipeline.name());
        RunListener counts = prometheus.forRun(run, pipeline);
        return statsd == null ? counts : RunListener.all(counts, statsd.forRun(run, pipeline));
    }

    /** Waits for one more scrape where that is set, leaves the counts at the Pushgateway where there is one, and ends all threads. */
    @Override
    public void close() {
        if (server != null) {
            linger(server);
            server.close();
        }
        if (statsd != null) {
            statsd.close();
        }
        if (settings.pushgateway() != null) {
            var gateway = new Pushgateway(settings.pushgateway());
            for (String each : pipelines) {
                push(() -> gateway.pushRuns(prometheus.instruments(), each), warnings);
            }
        }
    }

    private void linger(MetricsServer serving) {
        Duration limit = lingers();
        if (limit.isZero()) {
            return;
        }
        try {
            serving.awaitScrape(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable StatsdMetrics statsd() {
        return statsd(settings, warnings);
    }

    static @Nullable StatsdMetrics statsd(MetricsSettings settings, Consumer<String> warnings) {
        String host = settings.statsdHost();
        if (host == null) {
            return null;
        }
        try {
            return StatsdMetrics.to(
                    host, settings.statsdPort(), settings.statsdPrefix(), settings.statsdTags(), warnings);
        } catch (IOException e) {
            warnings.accept("StatsD isn't told: " + e.getMessage() + "; look at STATSD_HOST");
            return null;
        }
    }

    private @Nullable MetricsServer server(CollectorRegistry registry) {
        if (settings.port().isEmpty()) {
            return null;
        }
        int port = settings.port().get();
        var address = new InetSocketAddress(settings.host(), port);
        try {
            if (address.isUnresolved()) {
                throw new IOException("there is no host " + settings.host());
            }
            return MetricsServer.start(address, registry);
        } catch (IOException e) {
            warnings.accept("metrics aren't served on " + settings.host() + ":" + port + " (" + e.getMessage()
                    + "); set METRICS_PORT to a free port, or to off");
            return null;
        }
    }

    /** Does what may fail without harm. */
    static void push(Push push, Consumer<String> warnings) {
        try {
            push.run();
        } catch (IOException | RuntimeException e) {
            warnings.accept("metrics weren't left at the Pushgateway: " + e.getMessage() + "; look at PUSHGATEWAY_URL");
        }
    }

    interface Push {
        void run() throws IOException;
    }
}

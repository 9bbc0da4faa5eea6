package io.onedag.metrics;

import io.onedag.units.Durations;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where measurements go.
 *
 * @param port where Prometheus scrapes; 0: a free port; empty: nothing is served
 * @param host the address that is listened on
 * @param linger how long a process that has nothing left to do waits for one more scrape
 * @param statsdHost the StatsD server; null: none is told
 * @param statsdPort its port
 * @param statsdPrefix goes before every name; empty: none
 * @param statsdTags how it takes tags
 * @param pushgateway where processes that end soon leave their counts; null: nowhere
 */
public record MetricsSettings(
        Optional<Integer> port,
        String host,
        Duration linger,
        @Nullable String statsdHost,
        int statsdPort,
        String statsdPrefix,
        StatsdTags statsdTags,
        @Nullable URI pushgateway) {

    /** Where Prometheus scrapes: a port, 0 for a free one, or {@code off}. Default: 8000. */
    public static final String METRICS_PORT = "METRICS_PORT";

    /** The address to listen on. Default: 127.0.0.1, which is reached from this machine alone; 0.0.0.0 is reached from everywhere. */
    public static final String METRICS_HOST = "METRICS_HOST";

    /** How long a command waits at its end for one more scrape. Default: not at all. */
    public static final String METRICS_LINGER = "METRICS_LINGER";

    /** The StatsD server. Default: none is told. */
    public static final String STATSD_HOST = "STATSD_HOST";

    /** Its port. Default: 8125. */
    public static final String STATSD_PORT = "STATSD_PORT";

    /** Goes before every name. Default: nothing. */
    public static final String STATSD_PREFIX = "STATSD_PREFIX";

    /** How the server takes tags: none, datadog, influx or graphite. Default: none. */
    public static final String STATSD_TAGS = "STATSD_TAGS";

    /** The Pushgateway, an http or https URL. Default: none. */
    public static final String PUSHGATEWAY_URL = "PUSHGATEWAY_URL";

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads them; what is empty counts as not set.
     *
     * @throws InvalidMetricsException when one is wrong, naming it and what to write
     */
    public static MetricsSettings from(Map<String, String> settings) {
        URI pushgateway = uri(settings.getOrDefault(PUSHGATEWAY_URL, ""));
        String port = text(settings, METRICS_PORT, pushgateway == null ? "8000" : "off");
        return new MetricsSettings(
                port.equalsIgnoreCase("off") ? Optional.empty() : Optional.of(port(METRICS_PORT, port, 0)),
                text(settings, METRICS_HOST, "127.0.0.1"),
                linger(text(settings, METRICS_LINGER, "0s")),
                text(settings, STATSD_HOST, "").isEmpty() ? null : text(settings, STATSD_HOST, ""),
                port(STATSD_PORT, text(settings, STATSD_PORT, "8125"), 1),
                text(settings, STATSD_PREFIX, ""),
                StatsdTags.named(text(settings, STATSD_TAGS, "none")),
                pushgateway);
    }

    private static String text(Map<String, String> settings, String name, String fallback) {
        String value = settings.getOrDefault(name, "").strip();
        return value.isEmpty() ? fallback : value;
    }

    private static int port(String name, String text, int least) {
        try {
            int port = Integer.parseInt(text);
            if (port >= least && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InvalidMetricsException(name + " is \"" + text + "\"; give a port from " + least + " to "
                + HIGHEST_PORT + (least == 0 ? ", or off" : ""));
    }

    private static Duration linger(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidMetricsException(METRICS_LINGER + ": " + e.getMessage());
        }
    }

    private static @Nullable URI uri(String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            URI uri = new URI(text.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, without its text: it may have a password.
        }
        throw new InvalidMetricsException(PUSHGATEWAY_URL + " is no http URL; write it like http://pushgateway:9091");
    }
}

package io.onedag.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.BasicAuthHttpConnectionFactory;
import io.prometheus.client.exporter.DefaultHttpConnectionFactory;
import io.prometheus.client.exporter.HttpConnectionFactory;
import io.prometheus.client.exporter.PushGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves the counts of a process that ends soon at a Pushgateway.
 *
 * <p>A Pushgateway doesn't add up: a push takes the place of the one before in its group. So what the group has is read first, and the
 * process's own counts are added to it, each once however often the process pushes: counters grow from process to process, as those of
 * one long process would. There is one group for the runs of a pipeline and one for each task of child processes: their number is bounded
 * by the definitions. Of two processes that push to one group in the same moment, one may overwrite the other's counts.
 */
final class Pushgateway {

    private static final String RUNS = "onedag";
    private static final String ATTEMPTS = "onedag_task";
    private static final int MILLIS = 5_000;
    private static final int NOT_FOUND = 404;

    private final URI base;
    private final HttpConnectionFactory connections;

    /**
     * Knows where it is.
     *
     * @param base its URL; a user and password in it are sent as basic authentication
     */
    Pushgateway(URI base) {
        String user = base.getUserInfo();
        int colon = user == null ? -1 : user.indexOf(':');
        HttpConnectionFactory plain = user == null || colon < 0
                ? new DefaultHttpConnectionFactory()
                : new BasicAuthHttpConnectionFactory(user.substring(0, colon), user.substring(colon + 1));
        this.connections = url -> {
            HttpURLConnection connection = plain.create(url);
            connection.setConnectTimeout(MILLIS);
            connection.setReadTimeout(MILLIS);
            return connection;
        };
        this.base =
                URI.create(base.getScheme() + "://" + base.getHost() + (base.getPort() < 0 ? "" : ":" + base.getPort())
                        + (base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "")));
    }

    /** Adds what runs of a pipeline counted. */
    void pushRuns(Instruments instruments, String pipeline) throws IOException {
        push(instruments, RUNS, Map.of(Instruments.PIPELINE, pipeline));
    }

    /** Adds what attempts of a task counted in a child process. */
    void pushAttempt(Instruments instruments, String pipeline, String task) throws IOException {
        var group = new LinkedHashMap<String, String>();
        group.put(Instruments.PIPELINE, pipeline);
        group.put(Instruments.TASK, task);
        push(instruments, ATTEMPTS, group);
    }

    private void push(Instruments instruments, String job, Map<String, String> group) throws IOException {
        Map<PushedTotals.Key, Double> pushed = instruments.pushed(base);
        synchronized (pushed) {
            var totals = new PushedTotals(present(job, group), pushed);
            for (Collector each : instruments.totals()) {
                each.collect().forEach(family -> totals.add(family, group.get(Instruments.PIPELINE)));
            }
            var registry = new CollectorRegistry();
            registry.register(new Collector() {
                @Override
                public List<MetricFamilySamples> collect() {
                    return totals.families();
                }
            });
            var gateway = new PushGateway(url(""));
            gateway.setConnectionFactory(connections);
            gateway.push(registry, job, group);
            pushed.putAll(totals.counted());
        }
    }

    /** What the group has. */
    private List<GroupSample> present(String job, Map<String, String> group) throws IOException {
        HttpURLConnection connection = connections.create(url("/api/v1/metrics").toString());
        try {
            int status = connection.getResponseCode();
            if (status == NOT_FOUND) { // one that adds up by itself, or is older than this question
                return new ArrayList<>();
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("it answered " + status + " to GET " + url("/api/v1/metrics"));
            }
            try (InputStream body = connection.getInputStream()) {
                var labels = new LinkedHashMap<>(group);
                labels.put("job", job);
                return GroupSample.read(new String(body.readAllBytes(), StandardCharsets.UTF_8), labels);
            }
        } finally {
            connection.disconnect();
        }
    }

    private URL url(String path) throws IOException {
        return URI.create(base + path).toURL();
    }
}

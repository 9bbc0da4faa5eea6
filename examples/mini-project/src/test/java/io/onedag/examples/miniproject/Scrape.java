package io.onedag.examples.miniproject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;

/** What Prometheus reads: fetched by HTTP, read by a parser of its format that isn't ours. */
record Scrape(String text, List<MetricFamily> families) {

    static Scrape of(InetSocketAddress address) throws IOException, InterruptedException {
        var url = URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/metrics");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return read(answer.body());
    }

    static Scrape read(String text) {
        var walker = new CollectorPrometheusMetricsWalker();
        new TextPrometheusMetricsProcessor(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), walker)
                .walk();
        return new Scrape(text, walker.getAllMetricFamilies());
    }

    /** The value of a counter or gauge. */
    double value(String name, String... labels) {
        Metric metric = metric(name, labels);
        return metric instanceof Counter counter ? counter.getValue() : ((Gauge) metric).getValue();
    }

    Histogram histogram(String name, String... labels) {
        return (Histogram) metric(name, labels);
    }

    boolean has(String name, String... labels) {
        return families.stream()
                .filter(family -> family.getName().equals(name))
                .flatMap(family -> family.getMetrics().stream())
                .anyMatch(metric -> metric.getLabels().equals(map(labels)));
    }

    private Metric metric(String name, String... labels) {
        return families.stream()
                .filter(family -> family.getName().equals(name))
                .flatMap(family -> family.getMetrics().stream())
                .filter(metric -> metric.getLabels().equals(map(labels)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + map(labels) + " in\n" + text));
    }

    private static Map<String, String> map(String... labels) {
        var map = new HashMap<String, String>();
        for (int i = 0; i < labels.length; i += 2) {
            map.put(labels[i], labels[i + 1]);
        }
        return map;
    }
}

package io.onedag.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the dashboard and the alert rules to what is scraped. */
class MonitoringTest {

    private static Scrape scrape() throws IOException, InterruptedException {
        var registry = new CollectorRegistry();
        Runs.happen(PrometheusMetrics.in(registry));
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = MetricsServer.start(anyPort, registry)) {
            return Scrape.of(server.address());
        }
    }

    private static List<String> expressions() throws IOException {
        var all = new ArrayList<>(Expressions.ofDashboard());
        all.addAll(Expressions.ofRules());
        return all;
    }

    @Test
    void whatever_an_expression_names_is_in_a_scrape() throws Exception {
        String text = scrape().text();
        assertThat(expressions()).hasSizeGreaterThan(25).allSatisfy(expression -> {
            Set<String> labels = new TreeSet<>();
            assertThat(Expressions.metrics(expression)).isNotEmpty().allSatisfy(metric -> {
                Matcher sample = Pattern.compile("(?m)^" + metric + "\\{(.*)}").matcher(text);
                assertThat(sample.find()).as(metric).isTrue();
                for (String label : sample.group(1).split("(?<=\"),")) {
                    labels.add(label.substring(0, label.indexOf('=')));
                }
            });
            assertThat(labels).containsAll(Expressions.labels(expression));
            assertThat(Set.of("success", "failed", "cancelled", "skipped"))
                    .containsAll(Expressions.values(expression, Instruments.STATUS));
        });
    }

    @Test
    void every_metric_is_on_the_dashboard() throws Exception {
        Set<String> shown = new TreeSet<>();
        for (String expression : Expressions.ofDashboard()) {
            Expressions.metrics(expression).forEach(metric -> shown.add(metric.replaceAll("_(bucket|sum|count)$", "")));
        }
        assertThat(shown)
                .containsExactlyInAnyOrder(
                        "pipeline_runs_total",
                        "pipeline_run_duration_seconds",
                        "task_duration_seconds",
                        "task_attempts_total",
                        "task_retries_total",
                        "pipeline_errors_total",
                        "tasks_running",
                        "rows_processed_total",
                        "schedule_lateness_seconds");
    }

    @Test
    void names_are_read_off_expressions() {
        String expression =
                "sum by (a, le) (rate(m_total{b=~\"x|y\",c!=\"z\"}[5m] offset 1h)) > 2 and on (d) other unless n";
        assertThat(Expressions.metrics(expression)).containsExactly("m_total", "n", "other");
        assertThat(Expressions.labels(expression)).containsExactly("a", "b", "c", "d", "le");
        assertThat(Expressions.values(expression, "b")).containsExactly("x", "y");
    }
}

package io.onedag.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.RunState;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that can't be opened or reached fails a run. */
@Timeout(30)
class MetricsTest {

    private final CollectorRegistry registry = new CollectorRegistry();
    private final List<String> warnings = new ArrayList<>();

    private void runWith(Map<String, String> settings) {
        try (var metrics = Metrics.start(MetricsSettings.from(settings), registry, warnings::add)) {
            metrics.forRun(Events.run(null, 1, 1), Events.pipeline("p")).runEnded(RunState.SUCCEEDED, null);
        }
        assertThat(registry.getSampleValue(
                        "pipeline_runs_total", new String[] {"pipeline_name", "status"}, new String[] {"p", "success"}))
                .isEqualTo(1);
    }

    @Test
    void a_port_that_is_taken_is_a_warning_that_names_the_setting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            runWith(Map.of("METRICS_PORT", String.valueOf(taken.getLocalPort())));
        }
        assertThat(warnings).singleElement().asString().contains("METRICS_PORT");
    }

    @Test
    void a_host_that_nobody_knows_is_a_warning() {
        runWith(Map.of("METRICS_PORT", "0", "METRICS_HOST", "no-such-host.invalid"));
        assertThat(warnings).singleElement().asString().contains("no-such-host.invalid");
    }

    @Test
    void a_statsd_server_that_nobody_knows_is_a_warning() {
        runWith(Map.of("METRICS_PORT", "off", "STATSD_HOST", "no-such-host.invalid"));
        assertThat(warnings).singleElement().asString().contains("STATSD_HOST");
    }

    @Test
    void a_process_without_a_run_waits_for_no_scrape() {
        try (var metrics = Metrics.start(
                MetricsSettings.from(Map.of("METRICS_PORT", "0", "METRICS_LINGER", "1h")), registry, warnings::add)) {
            assertThat(metrics.address()).isPresent();
            assertThat(metrics.lingers()).isZero();
        }
        assertThat(warnings).isEmpty();
    }
}

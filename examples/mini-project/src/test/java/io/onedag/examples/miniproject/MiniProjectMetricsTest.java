package io.onedag.examples.miniproject;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Interval;
import io.onedag.RunState;
import io.onedag.metrics.Metrics;
import io.onedag.metrics.MetricsSettings;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hawkular.agent.prometheus.types.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MiniProjectMetricsTest {

    private static final String NAME = "mini-project";

    @TempDir
    Path folder;

    private static List<String> received(DatagramSocket socket, int count) throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var packet = new DatagramPacket(new byte[1024], 1024);
            socket.receive(packet);
            lines.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
                    .replaceAll(":\\d+\\|ms", ":N|ms"));
        }
        return lines;
    }

    @Test
    void a_scrape_and_a_listener_see_what_the_run_did() throws Exception {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var project = Project.on(Project.Target.SQLITE, folder)) {
            socket.setSoTimeout(20_000);
            var settings = MetricsSettings.from(Map.of(
                    "METRICS_PORT",
                    "0",
                    "STATSD_HOST",
                    "127.0.0.1",
                    "STATSD_PORT",
                    String.valueOf(socket.getLocalPort())));
            var warnings = new ArrayList<String>();
            try (var metrics = Metrics.start(settings, new CollectorRegistry(), warnings::add)) {
                Instant now = Instant.now();
                var interval = new Interval(now.minusSeconds(3600), now);
                assertThat(project.run(metrics, interval).state()).isEqualTo(RunState.SUCCEEDED);
                check(Scrape.of(metrics.address().orElseThrow()));
            }
            assertThat(warnings).isEmpty();
            assertThat(received(socket, 13))
                    .containsExactlyInAnyOrder(
                            "task.extract_orders.duration:N|ms",
                            "task.extract_orders.failure:1|c",
                            "task.extract_orders.retry:1|c",
                            "pipeline.mini-project.error:1|c",
                            "task.extract_orders.duration:N|ms",
                            "task.extract_orders.success:1|c",
                            "task.extract_customers.duration:N|ms",
                            "task.extract_customers.success:1|c",
                            "task.transform.duration:N|ms",
                            "task.transform.success:1|c",
                            "task.load.duration:N|ms",
                            "task.load.success:1|c",
                            "pipeline.mini-project.success:1|c");
        }
    }

    private static void check(Scrape scrape) {
        assertThat(scrape.value("pipeline_runs_total", "pipeline_name", NAME, "status", "success"))
                .isEqualTo(1);
        assertThat(scrape.value("pipeline_runs_total", "pipeline_name", NAME, "status", "failed"))
                .isZero();
        assertThat(scrape.value("pipeline_errors_total", "pipeline_name", NAME, "error_type", "java.io.IOException"))
                .isEqualTo(1);
        for (String task : List.of("extract_orders", "extract_customers", "transform", "load")) {
            assertThat(took(scrape, task, "success").getSampleCount()).isEqualTo(1);
        }
        assertThat(took(scrape, "extract_orders", "failed").getSampleCount()).isEqualTo(1);
        assertThat(scrape.value("rows_processed_total", "pipeline_name", NAME, "task_name", "load"))
                .isEqualTo(13);
        assertThat(scrape.value("task_retries_total", "pipeline_name", NAME, "task_name", "extract_orders"))
                .isEqualTo(1);
        assertThat(scrape.value("tasks_running", "pipeline_name", NAME)).isZero();
        assertThat(scrape.histogram("schedule_lateness_seconds", "pipeline_name", NAME)
                        .getSampleCount())
                .isEqualTo(1);
    }

    private static Histogram took(Scrape scrape, String task, String status) {
        return scrape.histogram("task_duration_seconds", "pipeline_name", NAME, "task_name", task, "status", status);
    }
}

package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import io.onedag.json.Json;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MetricsCommandTest {

    @TempDir
    Path folder;

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String scrape(int port) throws IOException, InterruptedException {
        var url = URI.create("http://127.0.0.1:" + port + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Other tests of this process count in the same registry: all of it would be too large for an output. */
    private static String own(String scraped) {
        return scraped.lines()
                .filter(line -> line.contains("scraped_while_it_runs"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void a_run_serves_its_metrics_while_it_runs() throws Exception {
        int port = freePort();
        Pipeline pipeline = Pipeline.named("scraped_while_it_runs")
                .task("first", context -> TaskResult.success())
                .task("look", context -> TaskResult.success(scrape(port).length()), t -> t.needs("first"))
                .task("tell", context -> TaskResult.success(own(scrape(port))), t -> t.needs("look"))
                .build();
        var ran = new Command(folder)
                .with(pipeline)
                .with("METRICS_PORT", String.valueOf(port))
                .run("run", "scraped_while_it_runs", "--json")
                .exits(0);
        String scraped = String.valueOf(ran.list("tasks").get(2).get("output"));
        assertThat(scraped)
                .contains(
                        "task_attempts_total{pipeline_name=\"scraped_while_it_runs\",task_name=\"first\",status=\"success\",} 1.0",
                        "tasks_running{pipeline_name=\"scraped_while_it_runs\",} 1.0");
    }

    @Test
    void a_run_that_lingers_is_scraped_after_its_end() throws Exception {
        int port = freePort();
        Pipeline pipeline = Pipeline.named("lingers")
                .task("a", context -> TaskResult.success())
                .build();
        var command = CompletableFuture.supplyAsync(() -> new Command(folder)
                .with(pipeline)
                .with("METRICS_PORT", String.valueOf(port))
                .with("METRICS_LINGER", "50s")
                .run("run", "lingers"));
        String last = "";
        while (!command.isDone()) {
            try {
                last = scrape(port);
            } catch (IOException e) {
                Thread.onSpinWait(); // not there yet, or gone
            }
        }
        var ran = command.get(10, TimeUnit.SECONDS).exits(0);
        assertThat(ran.err()).contains("waiting for a scrape of its metrics, 50s at most");
        assertThat(last).contains("pipeline_runs_total{pipeline_name=\"lingers\",status=\"success\",} 1.0");
    }

    @Test
    void a_port_that_is_taken_is_a_warning() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ran = new Command(folder)
                    .with(Pipeline.named("p")
                            .task("a", context -> TaskResult.success())
                            .build())
                    .with("METRICS_PORT", String.valueOf(taken.getLocalPort()))
                    .run("run", "p", "--json")
                    .exits(0);
            assertThat(ran.err()).contains("warning: metrics aren't served on 127.0.0.1:" + taken.getLocalPort());
            assertThat(ran.object()).containsEntry("state", "SUCCEEDED");
        }
    }

    @Test
    void a_wrong_setting_is_refused_before_anything_runs() {
        var refused = new Command(folder)
                .with(Pipeline.named("p")
                        .task("a", context -> TaskResult.success())
                        .build())
                .with("METRICS_PORT", "http")
                .run("run", "p")
                .exits(2);
        assertThat(refused.err()).contains("METRICS_PORT is \"http\"; give a port");
        new Command(folder).run("runs", "--json").exits(0);
    }

    @Test
    void statsd_hears_the_attempts_of_another_engine() throws Exception {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(10_000);
            new Command(folder)
                    .with(Pipeline.named("p")
                            .task("a", context -> TaskResult.success())
                            .build())
                    .with("STATSD_HOST", "127.0.0.1")
                    .with("STATSD_PORT", String.valueOf(socket.getLocalPort()))
                    .with("ONEDAG_PIPELINE", "p")
                    .with("ONEDAG_TASK", "a")
                    .with("ONEDAG_RUN_KEY", "k")
                    .with("ONEDAG_ATTEMPT", "1")
                    .run("task", "run", "--store", "none")
                    .exits(0);
            List<String> heard = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                var packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                heard.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            }
            assertThat(heard.get(0)).matches("task\\.a\\.duration:\\d+\\|ms");
            assertThat(heard.get(1)).isEqualTo("task.a.success:1|c");
        }
    }

    @Test
    void a_gateway_that_is_gone_is_a_warning_and_changes_no_exit_code() throws Exception {
        int nobody = freePort();
        var ran = new Command(folder)
                .with(Pipeline.named("p")
                        .task("a", context -> TaskResult.success())
                        .build())
                .with("PUSHGATEWAY_URL", "http://127.0.0.1:" + nobody)
                .run("run", "p", "--json")
                .exits(0);
        assertThat(ran.err()).contains("warning: metrics weren't left at the Pushgateway");
        assertThat(Json.parse(ran.out())).isInstanceOf(Map.class);
    }
}

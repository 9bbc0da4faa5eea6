package io.onedag.metrics;

import static io.onedag.metrics.Events.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onedag.Rows;
import io.onedag.json.Json;
import io.prometheus.client.CollectorRegistry;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others make of our metrics: promtool, a Prometheus that scrapes, a Pushgateway. They are looked for on the PATH; {@code .ci/run} puts
 * them there, and in CI they have to be there.
 */
@Timeout(120)
class RealPrometheusTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void endWhatWasStarted() throws InterruptedException {
        for (Process each : started) {
            each.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static String tool(String name) {
        var found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        boolean mayBeMissing = System.getenv("CI") == null;
        assumeTrue(found.isPresent() || !mayBeMissing, name + " is not on the PATH");
        return found.orElseThrow(() -> new AssertionError("in CI, " + name + " has to be on the PATH"))
                .toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String run(List<String> command, String input) throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .start();
        started.add(process);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private void start(String... command) throws IOException {
        started.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start());
    }

    private String get(String url) throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return ""; // it isn't there yet
        }
    }

    /** The samples that a query answers with, once there are some. */
    private List<?> await(String prometheus, String expression) throws InterruptedException {
        String url = prometheus + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String answer = "";
        while (System.nanoTime() < end) {
            answer = get(url);
            if (answer.startsWith("{")
                    && ((Map<?, ?>) Json.parse(answer)).get("data") instanceof Map<?, ?> data
                    && data.get("result") instanceof List<?> samples
                    && !samples.isEmpty()) {
                return samples;
            }
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS); // until it has scraped again
        }
        throw new AssertionError("no sample for\n" + expression + "\nbut " + answer);
    }

    @Test
    void promtool_takes_the_rules_and_each_of_them_fires_when_it_should() throws Exception {
        String promtool = tool("promtool");
        run(List.of(promtool, "check", "rules", Expressions.RULES.toString()), "");
        Path tests = Expressions.FOLDER.resolve("prometheus-alerts.test.yml");
        assertThat(run(List.of(promtool, "test", "rules", tests.toString()), ""))
                .contains("SUCCESS");
    }

    @Test
    void promtool_has_nothing_to_say_about_a_scrape() throws Exception {
        String promtool = tool("promtool");
        var registry = new CollectorRegistry();
        Runs.happen(PrometheusMetrics.in(registry));
        try (var server = serve(registry)) {
            // Their creation times come along as gauges, without help: that is simpleclient's own.
            String text = Scrape.of(server.address())
                    .text()
                    .lines()
                    .filter(line -> !line.contains("_created"))
                    .reduce("", (all, line) -> all + line + "\n");
            assertThat(run(List.of(promtool, "check", "metrics"), text)).isEmpty();
        }
    }

    @Test
    void every_expression_of_the_dashboard_shows_something_in_a_prometheus_that_scrapes() throws Exception {
        String prometheus = tool("prometheus");
        int port = freePort();
        String url = "http://127.0.0.1:" + port;
        var registry = new CollectorRegistry();
        PrometheusMetrics metrics = PrometheusMetrics.in(registry);
        Runs.happen(metrics);
        try (var server = serve(registry)) {
            Files.writeString(folder.resolve("prometheus.yml"), """
                    global: {scrape_interval: 200ms, scrape_timeout: 200ms}
                    scrape_configs:
                      - job_name: onedag
                        static_configs: [{targets: ["127.0.0.1:%d"]}]
                    """.formatted(
                            server.address().getPort()));
            start(
                    prometheus,
                    "--config.file=" + folder.resolve("prometheus.yml"),
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port,
                    "--log.level=warn");
            await(url, "pipeline_runs_total{status=\"success\"} == 1");
            Runs.happen(metrics);
            await(url, "pipeline_runs_total{status=\"success\"} == 2");
            for (String expression : Expressions.ofDashboard()) {
                assertThat(await(url, expression)).as(expression).isNotEmpty();
            }
        }
    }

    @Test
    void a_pushgateway_has_what_all_processes_together_counted() throws Exception {
        String pushgateway = tool("prometheus-pushgateway");
        int port = freePort();
        String url = "http://127.0.0.1:" + port;
        start(pushgateway, "--web.listen-address=127.0.0.1:" + port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!get(url + "/-/ready").contains("OK") && System.nanoTime() < end) {
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        }
        var warnings = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            for (String task : List.of("load", "läd/x \"y\"")) {
                AttemptMetrics.tell(
                        Map.of("PUSHGATEWAY_URL", url),
                        "p",
                        attempt(task, 1),
                        i == 1 ? Events.retried("java.io.IOException") : Events.succeeded(1500, new Rows(5, 5, 0)),
                        warnings::add);
            }
        }
        assertThat(warnings).isEmpty();
        Scrape scrape = Scrape.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String[] load = {"instance", "", "job", "onedag_task", "pipeline_name", "p", "task_name", "load"};
        assertThat(scrape.value("rows_processed_total", load)).isEqualTo(10);
        assertThat(scrape.value("task_retries_total", load)).isEqualTo(1);
        String[] succeeded =
                Stream.concat(Stream.of("status", "success"), Stream.of(load)).toArray(String[]::new);
        assertThat(scrape.value("task_attempts_total", succeeded)).isEqualTo(2);
        assertThat(scrape.histogram("task_duration_seconds", succeeded).getSampleSum())
                .isEqualTo(3);
        assertThat(scrape.text())
                .contains(
                        "task_attempts_total{instance=\"\",job=\"onedag_task\",pipeline_name=\"p\",status=\"success\",task_name=\"läd/x \\\"y\\\"\"} 2");
    }

    private static MetricsServer serve(CollectorRegistry registry) throws IOException {
        return MetricsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), registry);
    }
}

package io.onedag.metrics;

import static io.onedag.metrics.Events.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.engine.RunListener;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that answers what a Pushgateway 1.5 answers; {@code .ci/run monitoring} does the same with a real one. */
@Timeout(30)
class PushgatewayTest {

    private final HttpServer http;
    private final Map<String, String> requests = new ConcurrentHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private volatile String groups = "{\"status\":\"success\",\"data\":[]}";
    private volatile int status = 200;
    private volatile String authorization = "";

    PushgatewayTest() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.put(request, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] body = exchange.getRequestMethod().equals("GET") ? groups.getBytes(StandardCharsets.UTF_8) : new byte[0];
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private Map<String, String> settings(String user) {
        var settings = new HashMap<String, String>();
        settings.put(
                "PUSHGATEWAY_URL",
                "http://" + user + "127.0.0.1:" + http.getAddress().getPort() + "/");
        return settings;
    }

    private void tell(String task, io.onedag.engine.RunListener.End end) {
        AttemptMetrics.tell(settings(""), "p", attempt(task, 1), end, warnings::add);
    }

    private Scrape pushed(String path) {
        assertThat(requests).containsKey("PUT " + path);
        return Scrape.read(requests.get("PUT " + path));
    }

    @Test
    void an_attempt_is_pushed_to_the_group_of_its_task() {
        tell("load", Events.succeeded(1500, new Rows(10, 8, 2)));
        Scrape pushed = pushed("/metrics/job/onedag_task/pipeline_name/p/task_name/load");
        assertThat(pushed.value("task_attempts_total", "pipeline_name", "p", "task_name", "load", "status", "success"))
                .isEqualTo(1);
        assertThat(pushed.text()).doesNotContain("tasks_running", "_created");
        assertThat(warnings).isEmpty();
    }

    @Test
    void what_the_group_has_is_added_to() {
        groups = """
                {"status":"success","data":[
                  {"labels":{"job":"onedag_task","pipeline_name":"p","task_name":"elsewhere"},"task_attempts_total":{"type":"COUNTER",
                    "metrics":[{"labels":{"pipeline_name":"p","status":"success","task_name":"elsewhere"},"value":"50"}]}},
                  {"labels":{"job":"onedag_task","pipeline_name":"p","task_name":"load"},"last_push_successful":true,
                   "push_time_seconds":{"type":"GAUGE","metrics":[{"labels":{"instance":""},"value":"1.7e+09"}]},
                   "task_attempts_total":{"time_stamp":"2026-01-31T12:00:00Z","type":"COUNTER","help":"h","metrics":[
                     {"labels":{"instance":"","job":"onedag_task","pipeline_name":"p","status":"success","task_name":"load"},"value":"2"},
                     {"labels":{"instance":"","job":"onedag_task","pipeline_name":"p","status":"failed","task_name":"load"},"value":"1"}]},
                   "task_duration_seconds":{"type":"HISTOGRAM","help":"h","metrics":[
                     {"buckets":{"+Inf":"2","0.01":"0","0.05":"0","0.1":"0","0.5":"0","1":"0","10":"2","10800":"2","120":"2","1800":"2",
                       "30":"2","300":"2","3600":"2","5":"2","60":"2","600":"2"},"count":"2","sum":"3",
                      "labels":{"instance":"","job":"onedag_task","pipeline_name":"p","status":"success","task_name":"load"}}]}}]}
                """;
        tell("load", Events.succeeded(6_500, Rows.NONE));
        Scrape pushed = pushed("/metrics/job/onedag_task/pipeline_name/p/task_name/load");
        assertThat(pushed.value("task_attempts_total", "pipeline_name", "p", "task_name", "load", "status", "success"))
                .isEqualTo(3);
        assertThat(pushed.value("task_attempts_total", "pipeline_name", "p", "task_name", "load", "status", "failed"))
                .isEqualTo(1);
        var took = pushed.histogram(
                "task_duration_seconds", "pipeline_name", "p", "task_name", "load", "status", "success");
        assertThat(took.getSampleCount()).isEqualTo(3);
        assertThat(took.getSampleSum()).isEqualTo(9.5);
        assertThat(took.getBuckets())
                .filteredOn(bucket -> bucket.getUpperBound() == 5)
                .singleElement()
                .satisfies(bucket -> assertThat(bucket.getCumulativeCount()).isEqualTo(2));
        assertThat(pushed.text()).doesNotContain("elsewhere", "push_time_seconds");
    }

    @Test
    void the_runs_of_a_process_are_pushed_when_it_closes_each_pipeline_to_a_group_of_its_own() {
        var registry = new CollectorRegistry();
        try (var metrics = Metrics.start(MetricsSettings.from(settings("")), registry, warnings::add)) {
            assertThat(metrics.address()).isEmpty();
            for (String name : List.of("p", "q")) {
                metrics.forRun(Events.run(null, 1, 1), Events.pipeline(name)).runEnded(RunState.SUCCEEDED, null);
            }
        }
        assertThat(pushed("/metrics/job/onedag/pipeline_name/p")
                        .value("pipeline_runs_total", "pipeline_name", "p", "status", "success"))
                .isEqualTo(1);
        assertThat(pushed("/metrics/job/onedag/pipeline_name/q")
                        .has("pipeline_runs_total", "pipeline_name", "p", "status", "success"))
                .isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void one_process_adds_nothing_twice_however_often_it_pushes() {
        var registry = new CollectorRegistry();
        for (int i = 0; i < 2; i++) {
            try (var metrics = Metrics.start(MetricsSettings.from(settings("")), registry, warnings::add)) {
                RunListener run = metrics.forRun(Events.run(null, 1, 1), Events.pipeline("p"));
                run.attemptStarted(attempt("load", 1));
                run.attemptEnded(attempt("load", 1), Events.succeeded(1500, Rows.NONE));
                run.runEnded(RunState.SUCCEEDED, null);
            }
        }
        Scrape pushed = pushed("/metrics/job/onedag/pipeline_name/p"); // the group was empty both times
        assertThat(pushed.value("pipeline_runs_total", "pipeline_name", "p", "status", "success"))
                .isEqualTo(1);
        var took = pushed.histogram(
                "task_duration_seconds", "pipeline_name", "p", "task_name", "load", "status", "success");
        assertThat(took.getSampleCount()).isEqualTo(1);
        assertThat(took.getSampleSum()).isEqualTo(1.5);
        assertThat(warnings).isEmpty();
    }

    @Test
    void what_could_not_be_pushed_is_pushed_the_next_time() {
        var registry = new CollectorRegistry();
        for (int answer : List.of(500, 200)) {
            status = answer;
            try (var metrics = Metrics.start(MetricsSettings.from(settings("")), registry, warnings::add)) {
                metrics.forRun(Events.run(null, 1, 1), Events.pipeline("p")).runEnded(RunState.SUCCEEDED, null);
            }
        }
        assertThat(pushed("/metrics/job/onedag/pipeline_name/p")
                        .value("pipeline_runs_total", "pipeline_name", "p", "status", "success"))
                .isEqualTo(2);
    }

    @Test
    void a_user_and_a_password_are_sent_and_never_told() {
        AttemptMetrics.tell(
                settings("me:secret@"), "p", attempt("load", 1), Events.succeeded(1, Rows.NONE), warnings::add);
        assertThat(authorization).startsWith("Basic ");
        status = 500;
        AttemptMetrics.tell(
                settings("me:secret@"), "p", attempt("load", 1), Events.succeeded(1, Rows.NONE), warnings::add);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("500", "PUSHGATEWAY_URL")
                .doesNotContain("secret");
    }

    @Test
    void one_that_only_takes_is_pushed_to_all_the_same() {
        status = 404;
        tell("load", Events.succeeded(1, Rows.NONE));
        assertThat(requests).containsKey("PUT /metrics/job/onedag_task/pipeline_name/p/task_name/load");
    }

    @Test
    void one_that_is_gone_or_answers_nonsense_is_a_warning() {
        groups = "<html>";
        tell("load", Events.succeeded(1, Rows.NONE));
        groups = "{\"data\": 5}";
        tell("load", Events.succeeded(1, Rows.NONE));
        http.stop(0);
        tell("load", Events.succeeded(1, Rows.NONE));
        assertThat(warnings).hasSize(3).allMatch(each -> each.contains("PUSHGATEWAY_URL"));
    }

    @Test
    void a_wrong_setting_never_fails_an_attempt() {
        AttemptMetrics.tell(
                Map.of("PUSHGATEWAY_URL", "gateway"), "p", attempt("load", 1), Events.cancelled(), warnings::add);
        assertThat(warnings).singleElement().asString().contains("PUSHGATEWAY_URL is no http URL");
    }
}

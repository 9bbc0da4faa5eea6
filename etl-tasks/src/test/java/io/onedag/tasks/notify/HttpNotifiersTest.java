package io.onedag.tasks.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.onedag.TaskFailedException;
import io.onedag.engine.Notice;
import io.onedag.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifiers that speak HTTP, against a real server. */
@Timeout(30)
class HttpNotifiersTest {

    private record Request(String method, Map<String, List<String>> headers, String body) {}

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService executors = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile Answer answer = exchange -> exchange.sendResponseHeaders(204, -1);

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executors);
        server.createContext("/", exchange -> {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        executors.shutdownNow();
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/hook/s3cret-path?x=1";
    }

    private Request sent() throws InterruptedException {
        return requests.poll(10, TimeUnit.SECONDS);
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    @Test
    void a_webhook_gets_all_there_is_to_say_as_json_however_awkward() throws Exception {
        Notice notice = Hostile.notice();

        Hostile.send(
                "webhook",
                Map.of("url", url(), "headers", Map.of("Authorization", "Bearer x", "X-Team", "data")),
                notice);

        Request request = sent();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.headers().get("Content-type")).containsExactly("application/json; charset=utf-8");
        assertThat(request.headers().get("Authorization")).containsExactly("Bearer x");
        assertThat(request.headers().get("X-team")).containsExactly("data");
        assertThat(request.headers().get("Idempotency-key"))
                .containsExactly(notice.id().toString());
        assertThat(request.headers().get("User-agent").get(0)).startsWith("onedag/");
        Map<?, ?> body = map(Json.parse(request.body()));
        assertThat(body.get("contract")).isEqualTo(1L);
        assertThat(body.get("event")).isEqualTo("on_failure");
        assertThat(body.get("run_id")).isEqualTo(notice.runId().toString());
        assertThat(body.get("run_key")).isEqualTo("key " + Hostile.TEXT);
        assertThat(body.get("state")).isEqualTo("FAILED");
        assertThat(body.get("reason")).isEqualTo("why not " + Hostile.TEXT);
        assertThat(body.get("tasks")).isEqualTo(Map.of("failed", 1L, "succeeded", 3L));
        assertThat(body.get("failures_left_out")).isEqualTo(5L);
        assertThat(body.get("text")).isEqualTo(notice.text());
        Map<?, ?> failure = map(((List<?>) body.get("failures")).get(0));
        assertThat(failure.get("task")).isEqualTo("löad");
        assertThat(failure.get("map_index")).isEqualTo(0L);
        assertThat(failure.get("attempt")).isEqualTo(2L);
        assertThat(failure.get("max_attempts")).isEqualTo(3L);
        assertThat(failure.get("message")).isEqualTo(Hostile.TEXT);
        assertThat(failure.get("rows")).isEqualTo(Map.of("read", 10L, "written", 8L, "rejected", 1L));
        assertThat(failure.get("text").toString()).startsWith("task löad[0], attempt 2 of 3: failed\n  why");
    }

    @Test
    void slack_gets_one_text_in_which_nothing_is_a_mention_or_ends_a_block() throws Exception {
        Hostile.send("slack", Map.of("url", url()), Hostile.notice());

        Map<?, ?> body = map(Json.parse(sent().body()));
        assertThat(body.keySet()).hasToString("[text]");
        String text = body.get("text").toString();
        assertThat(text)
                .startsWith("*Nächtlich")
                .contains("```task löad[0], attempt 2 of 3: failed\n", "&lt;!channel&gt;", "&amp;", "😀")
                .doesNotContain("<!channel>");
        assertThat(text.split("```", -1)).hasSize(3);
    }

    @Test
    void slack_gets_what_fits_and_the_number_of_the_rest() throws Exception {
        Hostile.send("slack", Map.of("url", url()), Hostile.notice(10, "x".repeat(2_000)));

        String text = map(Json.parse(sent().body())).get("text").toString();
        assertThat(text.length()).isLessThan(9_000);
        assertThat(text).contains("… and 12 more that failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 429, 408})
    void what_may_pass_is_worth_another_try(int status) {
        answer = exchange -> {
            byte[] words = "bad\r\n\u001b[31mday\u0000".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, words.length);
            exchange.getResponseBody().write(words);
        };

        assertThatThrownBy(() -> Hostile.send("webhook", Map.of("url", url()), Hostile.notice()))
                .isInstanceOf(IOException.class)
                .hasMessage("POST to http://localhost:" + server.getAddress().getPort() + " answered " + status
                        + ": bad [31mday");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 401, 404, 410})
    void what_will_not_pass_is_not_tried_again_and_the_url_stays_secret(int status) {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Location", "http://localhost:1/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        };

        assertThatThrownBy(() -> Hostile.send("webhook", Map.of("url", url()), Hostile.notice()))
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> assertThat(e.isRetryable()).isFalse())
                .hasMessageContaining("answered " + status)
                .hasMessageNotContaining("s3cret-path");
        assertThat(requests).hasSize(1);
    }

    @Test
    void a_server_that_says_nothing_is_not_waited_for() {
        answer = exchange -> await();

        assertThatThrownBy(() -> Hostile.send("webhook", Map.of("url", url(), "timeout", "200ms"), Hostile.notice()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("had no answer within 200ms")
                .hasMessageNotContaining("s3cret-path");
    }

    @Test
    void a_server_that_never_ends_its_answer_is_not_waited_for() {
        answer = exchange -> {
            exchange.sendResponseHeaders(500, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            await();
        };

        assertThatThrownBy(() -> Hostile.send("webhook", Map.of("url", url(), "timeout", "300ms"), Hostile.notice()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("had no answer within 300ms");
    }

    @Test
    void an_endless_answer_is_not_read() {
        answer = exchange -> {
            exchange.sendResponseHeaders(400, 0);
            byte[] page = "<html>sorry</html>".repeat(1_000).getBytes(StandardCharsets.UTF_8);
            try {
                for (int i = 0; i < 100_000; i++) {
                    exchange.getResponseBody().write(page);
                }
            } catch (IOException e) {
                // The other side has heard enough.
            }
        };

        assertThatThrownBy(() -> Hostile.send("webhook", Map.of("url", url()), Hostile.notice()))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("answered 400: <html>sorry")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void a_server_that_is_not_there_is_worth_another_try() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> Hostile.send(
                        "webhook", Map.of("url", "http://localhost:" + port + "/s3cret"), Hostile.notice()))
                .isInstanceOf(IOException.class)
                .hasMessage("no connection to http://localhost:" + port + ": it was refused");
        assertThatThrownBy(
                        () -> Hostile.send("slack", Map.of("url", "http://no-such-host.invalid/x"), Hostile.notice()))
                .isInstanceOf(IOException.class)
                .hasMessage("no connection to http://no-such-host.invalid: there is no such host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/s3cret", "s3cret", "http:///s3cret", "http://a b/s3cret", ""})
    void a_url_that_is_none_is_refused_without_being_shown(String url) {
        assertThatThrownBy(() -> Hostile.send("webhook", Map.of("url", url), Hostile.notice()))
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> assertThat(e.isRetryable()).isFalse())
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "a b", "X\r\nY"})
    void a_header_that_cannot_be_sent_is_refused_without_its_value_being_shown(String name) {
        assertThatThrownBy(() -> Hostile.send(
                        "webhook", Map.of("url", url(), "headers", Map.of(name, "s3cret")), Hostile.notice()))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> Hostile.send(
                        "webhook",
                        Map.of("url", url(), "headers", Map.of("X-A", "s3cret\r\nX-B: 1")),
                        Hostile.notice()))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageNotContaining("s3cret");
        assertThat(requests).isEmpty();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

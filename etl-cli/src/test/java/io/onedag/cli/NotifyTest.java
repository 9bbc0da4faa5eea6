package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.onedag.NotifierSpec;
import io.onedag.Pipeline;
import io.onedag.TaskResult;
import io.onedag.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Notifications of runs that the command runs. */
@Timeout(60)
class NotifyTest {

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<Map<?, ?>> told = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> statesThen = new ConcurrentLinkedQueue<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private Supplier<Integer> answer = () -> 204;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            try (exchange) {
                Map<?, ?> body = (Map<?, ?>)
                        Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                told.add(body);
                statesThen.add(new Command(folder)
                        .run("status", body.get("run_id").toString(), "--json")
                        .object()
                        .get("state")
                        .toString());
                exchange.sendResponseHeaders(answer.get(), -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        executor.shutdownNow();
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/${secret.HOOK}";
    }

    private Command onedag() {
        return new Command(folder).with("HOOK", "s3cret-hook").file("sales.yaml", """
                pipeline: sales
                params: {code: {type: integer, default: 1}}
                on_failure:
                  - {uses: webhook, with: {url: "%s"}}
                on_success:
                  - {uses: webhook, with: {url: "%s", headers: {X-Key: "${run.key}"}}}
                tasks:
                  ok: {uses: noop}
                  load: {uses: shell, needs: ok, with: {command: [sh, -c, 'exit "$1"', sh, "${params.code}"]}}
                """.formatted(url(), url()));
    }

    @Test
    void a_run_that_fails_is_told_when_its_end_is_on_record() {
        onedag().run("run", "sales.yaml", "--run-key", "k").exits(ExitCode.FAILED);

        assertThat(told).singleElement().satisfies(body -> {
            assertThat(body.get("event")).isEqualTo("on_failure");
            assertThat(body.get("run_key")).isEqualTo("k");
            assertThat(body.get("tasks")).isEqualTo(Map.of("failed", 1L, "succeeded", 1L));
            assertThat(body.get("text").toString()).contains("task load, attempt 1 of 1: failed", "onedag resume");
        });
        assertThat(statesThen).containsExactly("FAILED");

        onedag().run("run", "sales.yaml", "--run-key", "k").exits(ExitCode.FAILED);
        assertThat(told).as("a run that had ended before").hasSize(1);

        onedag().run("resume", "sales").exits(ExitCode.FAILED);
        assertThat(told).as("the next round").hasSize(2);
    }

    @Test
    void a_run_that_succeeds_is_told_to_others() {
        onedag().run("run", "sales.yaml", "--param", "code=0").exits(ExitCode.DONE);

        assertThat(told).singleElement().satisfies(body -> {
            assertThat(body.get("event")).isEqualTo("on_success");
            assertThat((List<?>) body.get("failures")).isEmpty();
        });
    }

    @Test
    void a_notifier_that_fails_changes_nothing_and_says_no_secret() {
        answer = () -> 404;
        var run =
                onedag().run("run", "sales.yaml", "--param", "code=0", "--json").exits(ExitCode.DONE);

        assertThat(told).hasSize(1);
        assertThat(run.object().get("state")).isEqualTo("SUCCEEDED");
        assertThat(run.out() + run.err()).doesNotContain("s3cret-hook");
    }

    @Test
    void a_run_that_times_out_and_one_that_is_cancelled_are_told_too() throws Exception {
        var started = new Semaphore(0);
        Pipeline.Builder slow = Pipeline.named("slow")
                .onFailure(NotifierSpec.of("webhook", Map.of("url", url())))
                .task("wait", context -> {
                    started.release();
                    new CountDownLatch(1).await();
                    return TaskResult.success();
                });
        var command = new Command(folder)
                .with("HOOK", "x")
                .with(slow.timeout(Duration.ofMillis(100)).build());
        command.run("run", "slow").exits(ExitCode.FAILED);
        assertThat(told.poll().get("reason").toString()).contains("timed out");

        var again = new Command(folder)
                .with("HOOK", "x")
                .with(slow.timeout(Duration.ofMinutes(1)).build());
        started.drainPermits(); // of the run before
        var running = executor.submit(() -> again.run("run", "slow", "--run-key", "2"));
        started.acquire();
        again.run("cancel", "slow", "--run-key", "2", "--reason", "enough").exits(ExitCode.DONE);
        running.get().exits(ExitCode.CANCELLED);
        assertThat(told.poll())
                .satisfies(body -> assertThat(body.get("state")).isEqualTo("CANCELLED"))
                .satisfies(body -> assertThat(body.get("reason").toString()).contains("enough"));
    }

    @Test
    void the_store_keeps_no_secret() throws IOException {
        onedag().run("run", "sales.yaml").exits(ExitCode.FAILED);

        try (Stream<Path> files = Files.walk(folder.resolve(".onedag"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain("s3cret-hook"));
        }
    }
}

package io.onedag.examples.miniproject;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.onedag.RunState;
import io.onedag.engine.RunRecord;
import io.onedag.examples.miniproject.Project.Target;
import io.onedag.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(90)
class MiniProjectTest {

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer api;

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        if (api != null) {
            api.stop(0);
        }
    }

    /** The URL of an API that answers always the same. */
    private String api(int status, String body) throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        api.start();
        return "http://127.0.0.1:" + api.getAddress().getPort() + "/orders";
    }

    private String customers(String text) throws IOException {
        return Files.writeString(folder.resolve("customers.csv"), text).toString();
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void every_record_is_kept_as_it_came_and_linked_to_what_became_of_it(Target target) throws Exception {
        try (var project = Project.on(target, folder)) {
            RunRecord run = project.run();
            assertThat(run.state()).as(project.failures(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(project.attempts(run, "extract_orders")).isEqualTo(2);
            assertThat(project.query("select source, count(*) from {raw_data} group by source order by source"))
                    .containsExactly("customers | 5", "orders | 8");
            assertThat(project.query("""
                            select r.source, r.source_key, t.validation_status, t.validation_message
                            from {transformed_data} t join {raw_data} r on r.id = t.raw_data_id and r.run_id = t.run_id
                            """))
                    .containsExactlyInAnyOrder(
                            "customers | c-1 | VALID | null",
                            "customers | c-2 | VALID | null",
                            "customers | c-3 | VALID | null",
                            "customers | c-4 | INVALID | email is \"kurt at example.org\", no e-mail address",
                            "customers | line 6 | INVALID | it has not as many fields as the first line has names",
                            "orders | o-1001 | VALID | null",
                            "orders | o-1002 | VALID | null",
                            "orders | o-1003 | VALID | null",
                            "orders | o-1004 | INVALID | there is no valid customer \"c-9\"",
                            "orders | o-1005 | INVALID | amount is \"a lot\", no amount of money",
                            "orders | o-1003 | INVALID | order \"o-1003\" is there twice; the first one counts",
                            "orders | o-1006 | INVALID | ordered_at is \"yesterday\", no time with its offset",
                            "orders | o-1007 | VALID | null");
            assertThat(project.query("select content from {transformed_data} where content like '%o-1002%'"))
                    .containsExactly("{\"order_id\":\"o-1002\",\"customer_id\":\"c-2\",\"amount_cents\":25000,"
                            + "\"ordered_on\":\"2026-01-30\",\"country\":\"FR\"}");
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void runs_and_tasks_are_on_record(Target target) throws Exception {
        try (var project = Project.on(target, folder)) {
            project.run();
            assertThat(project.query("select pipeline, state from {pipeline_runs}"))
                    .containsExactly("mini-project | SUCCEEDED");
            assertThat(project.query("select task, state from {pipeline_tasks} order by task"))
                    .containsExactly(
                            "extract_customers | SUCCEEDED",
                            "extract_orders | SUCCEEDED",
                            "load | SUCCEEDED",
                            "transform | SUCCEEDED");
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void a_run_whose_api_stays_down_fails_and_goes_on_when_it_is_resumed(Target target) throws Exception {
        try (var project = Project.on(target, folder)) {
            project.params.put("outages", 9);
            RunRecord failed = project.run();
            assertThat(failed.state()).isEqualTo(RunState.FAILED);
            assertThat(project.failures(failed)).contains("/orders answered 503");
            assertThat(project.attempts(failed, "extract_orders")).isEqualTo(4);
            assertThat(project.query("select distinct source from {raw_data}")).containsExactly("customers");
            assertThat(project.resume(failed.id()).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(project.number("select count(*) from {raw_data}")).isEqualTo(13);
            assertThat(project.number("select count(*) from {transformed_data}"))
                    .isEqualTo(13);
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void a_rerun_replaces_what_the_run_took_in_and_leaves_other_runs_alone(Target target) throws Exception {
        try (var project = Project.on(target, folder)) {
            RunRecord one = project.run();
            project.run();
            assertThat(project.rerun(one.id(), "extract_orders").state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(project.query("select count(*), count(distinct run_id) from {raw_data}"))
                    .containsExactly("26 | 2");
            assertThat(project.query("select count(*), count(distinct raw_data_id) from {transformed_data}"))
                    .containsExactly("26 | 26");
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void empty_sources_give_an_empty_load(Target target) throws Exception {
        try (var project = Project.on(target, folder)) {
            project.params.put("api", api(200, "[]"));
            project.params.put("customers", customers(""));
            RunRecord run = project.run();
            assertThat(run.state()).as(project.failures(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(project.number("select count(*) from {raw_data}")).isZero();
            assertThat(project.number("select count(*) from {transformed_data}"))
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void records_of_any_kind_are_kept_and_told_to_be_invalid(Target target) throws Exception {
        try (var project = Project.on(target, folder)) {
            project.params.put(
                    "customers",
                    customers("customer_id,name,email,country\nc-1,A,a@b.org,GB\n\n,,,\nc-1,B,b@b.org,GB\n"));
            project.params.put("api", api(200, """
                            [null, 7, "text", [], {}, {"order_id": {"a": 1}}, {"order_id": "\\u0000\\ud83d\\ude00'; drop table raw_data; --",
                             "customer_id": "c-1", "amount": -1, "ordered_at": "2026-01-30T09:15:00Z"},
                             {"order_id": "%s", "customer_id": "c-1", "amount": "9e9", "ordered_at": "2026-01-30T09:15:00Z"}]
                            """.formatted("x".repeat(5000))));
            RunRecord run = project.run();
            assertThat(run.state()).as(project.failures(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(project.query("select source, validation_status, count(*) from {transformed_data}"
                            + " group by source, validation_status order by source, validation_status"))
                    .contains("customers | VALID | 1", "orders | INVALID | 8");
            assertThat(project.query("select validation_message from {transformed_data} where source = 'orders'"))
                    .contains("it is no object but \"null\"", "it has no order_id")
                    .allSatisfy(message -> assertThat(message).hasSizeLessThan(200));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, '[{\"order_id\": ', answered what is no JSON, 4",
        "200, '{\"orders\": []}', no list of orders, 4",
        "500, '', answered 500, 4",
        "429, '', answered 429, 4",
        "404, '', answered 404; look at --param api, 1",
    })
    void an_api_that_answers_otherwise_fails_the_run_and_loads_nothing(
            int status, String body, String why, int attempts) throws Exception {
        try (var project = Project.on(Target.SQLITE, folder)) {
            project.params.put("api", api(status, body));
            RunRecord run = project.run();
            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(project.failures(run)).contains(why);
            assertThat(asked).hasValue(attempts);
            assertThat(project.number("select count(*) from {transformed_data}"))
                    .isZero();
        }
    }

    @Test
    void a_run_that_fails_is_told_to_a_webhook() throws Exception {
        var told = new ConcurrentLinkedQueue<String>();
        HttpServer webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        webhook.start();
        try (var project = Project.on(Target.SQLITE, folder)) {
            project.environment.put(
                    "MINI_PROJECT_WEBHOOK",
                    "http://127.0.0.1:" + webhook.getAddress().getPort() + "/");
            project.run();
            assertThat(told).isEmpty();
            project.params.put("api", api(404, ""));
            RunRecord failed = project.run();
            Map<?, ?> notice = (Map<?, ?>) Objects.requireNonNull(Json.parse(Objects.requireNonNull(told.poll())));
            assertThat(notice.get("run_id")).isEqualTo(failed.id().toString());
            assertThat(notice.get("state")).isEqualTo("FAILED");
            assertThat(String.valueOf(notice.get("text")))
                    .contains("task extract_orders, attempt 1 of 4", "answered 404; look at --param api");
            assertThat(told).isEmpty();
        } finally {
            webhook.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1/orders, , ConnectException",
        "ftp://somewhere, , give an http URL",
        "not a url, , give an http URL",
        ", no/such/file.csv, there is no file",
    })
    void a_source_that_is_not_there_is_named(String url, String file, String why) throws Exception {
        try (var project = Project.on(Target.SQLITE, folder)) {
            if (url != null) {
                project.params.put("api", url);
            }
            if (file != null) {
                project.params.put("customers", file);
            }
            RunRecord run = project.run();
            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(project.failures(run)).contains(why);
        }
    }
}

package io.onedag.metrics;

import static io.onedag.metrics.Events.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.onedag.Interval;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.engine.RunListener;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PrometheusMetricsTest {

    private final CollectorRegistry registry = new CollectorRegistry();
    private final PrometheusMetrics metrics = PrometheusMetrics.in(registry);
    private final RunListener run = metrics.forRun(Events.run(null, 1, 1), Events.pipeline("p"));
    private MetricsServer server;

    @BeforeEach
    void serve() throws Exception {
        server = MetricsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), registry);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Scrape scrape() throws Exception {
        return Scrape.of(server.address());
    }

    @Test
    void attempts_are_counted_and_timed_by_how_they_ended() throws Exception {
        run.attemptStarted(attempt("load", 1));
        run.attemptEnded(attempt("load", 1), Events.retried("java.io.IOException"));
        run.attemptStarted(attempt("load", 2));
        run.attemptEnded(attempt("load", 2), Events.succeeded(1500, new Rows(10, 8, 2)));
        run.attemptEnded(attempt("other", 1), Events.skipped());
        run.attemptEnded(attempt("third", 1), Events.cancelled());
        Scrape scrape = scrape();
        assertThat(scrape.value("task_attempts_total", "pipeline_name", "p", "task_name", "load", "status", "failed"))
                .isEqualTo(1);
        assertThat(scrape.value("task_attempts_total", "pipeline_name", "p", "task_name", "load", "status", "success"))
                .isEqualTo(1);
        assertThat(scrape.value("task_attempts_total", "pipeline_name", "p", "task_name", "other", "status", "skipped"))
                .isEqualTo(1);
        assertThat(scrape.value(
                        "task_attempts_total", "pipeline_name", "p", "task_name", "third", "status", "cancelled"))
                .isEqualTo(1);
        assertThat(scrape.value("task_retries_total", "pipeline_name", "p", "task_name", "load"))
                .isEqualTo(1);
        assertThat(scrape.value("rows_processed_total", "pipeline_name", "p", "task_name", "load"))
                .isEqualTo(10);
        var took = scrape.histogram(
                "task_duration_seconds", "pipeline_name", "p", "task_name", "load", "status", "success");
        assertThat(took.getSampleCount()).isEqualTo(1);
        assertThat(took.getSampleSum()).isEqualTo(1.5, within(1e-9));
    }

    @Test
    void each_failed_attempt_is_one_error_of_its_class_allowed_or_not_and_nothing_else_is() throws Exception {
        run.attemptEnded(attempt("load", 1), Events.retried("java.io.IOException"));
        run.attemptEnded(attempt("load", 2), Events.failed("java.io.IOException", false));
        run.attemptEnded(attempt("other", 1), Events.failed("TaskFailed", true));
        run.attemptEnded(attempt("third", 1), Events.skipped());
        run.attemptEnded(attempt("third", 1), Events.cancelled());
        run.attemptLost(attempt("load", 1), Events.lost());
        run.runEnded(RunState.FAILED, "why");
        Scrape scrape = scrape();
        assertThat(scrape.value("pipeline_errors_total", "pipeline_name", "p", "error_type", "java.io.IOException"))
                .isEqualTo(2);
        assertThat(scrape.value("pipeline_errors_total", "pipeline_name", "p", "error_type", "TaskFailed"))
                .isEqualTo(1);
        assertThat(scrape.value("pipeline_errors_total", "pipeline_name", "p", "error_type", "Lost"))
                .isEqualTo(1);
        assertThat(scrape.has("pipeline_errors_total", "pipeline_name", "p", "error_type", "Skipped"))
                .isFalse();
        assertThat(scrape.has("pipeline_errors_total", "pipeline_name", "p", "error_type", "Cancelled"))
                .isFalse();
    }

    @Test
    void runs_are_counted_and_timed_by_how_they_ended() throws Exception {
        run.runStarted(Events.run(null, 1, 1), Events.pipeline("p"));
        run.runEnded(RunState.SUCCEEDED, null);
        RunListener queued = metrics.forRun(Events.run(null, 1, 1), Events.pipeline("p"));
        queued.runEnded(RunState.CANCELLED, "before it began");
        Scrape scrape = scrape();
        assertThat(scrape.value("pipeline_runs_total", "pipeline_name", "p", "status", "success"))
                .isEqualTo(1);
        assertThat(scrape.value("pipeline_runs_total", "pipeline_name", "p", "status", "cancelled"))
                .isEqualTo(1);
        assertThat(scrape.histogram("pipeline_run_duration_seconds", "pipeline_name", "p", "status", "success")
                        .getSampleCount())
                .isEqualTo(1);
        assertThat(scrape.has("pipeline_run_duration_seconds", "pipeline_name", "p", "status", "cancelled"))
                .isFalse();
    }

    @Test
    void what_may_end_is_there_at_zero_before_so_that_the_first_end_is_an_increase() throws Exception {
        run.runStarted(Events.run(null, 1, 1), Events.pipeline("p"));
        run.attemptStarted(attempt("load", 1));
        Scrape scrape = scrape();
        for (String status : new String[] {"success", "failed", "cancelled"}) {
            assertThat(scrape.value("pipeline_runs_total", "pipeline_name", "p", "status", status))
                    .isZero();
        }
        for (String status : new String[] {"success", "failed"}) {
            assertThat(scrape.value("task_attempts_total", "pipeline_name", "p", "task_name", "load", "status", status))
                    .isZero();
        }
        assertThat(scrape.value("task_retries_total", "pipeline_name", "p", "task_name", "load"))
                .isZero();
        assertThat(scrape.histogram(
                                "task_duration_seconds", "pipeline_name", "p", "task_name", "load", "status", "success")
                        .getSampleCount())
                .isZero();
        assertThat(scrape.histogram("pipeline_run_duration_seconds", "pipeline_name", "p", "status", "success")
                        .getSampleCount())
                .isZero();
    }

    @Test
    void what_runs_now_is_known_also_when_a_run_is_left() throws Exception {
        run.attemptStarted(attempt("a", 1));
        run.attemptStarted(attempt("b", 1));
        run.attemptStarted(attempt("c", 1));
        run.attemptEnded(attempt("a", 1), Events.succeeded(1, Rows.NONE));
        assertThat(scrape().value("tasks_running", "pipeline_name", "p")).isEqualTo(2);
        run.runLeft("the store is gone");
        run.attemptEnded(attempt("b", 1), Events.cancelled());
        assertThat(scrape().value("tasks_running", "pipeline_name", "p")).isZero();
    }

    @Test
    void lateness_is_that_of_a_run_with_an_interval_when_it_starts_for_the_first_time() throws Exception {
        var interval = new Interval(Events.NOON.minusSeconds(3690), Events.NOON.minusSeconds(90));
        run.runStarted(Events.run(null, 1, 1), Events.pipeline("p"));
        run.runStarted(Events.run(interval, 1, 1), Events.pipeline("p"));
        run.runStarted(Events.run(interval, 2, 2), Events.pipeline("p"));
        run.runStarted(Events.run(interval, 1, 2), Events.pipeline("p"));
        var late = scrape().histogram("schedule_lateness_seconds", "pipeline_name", "p");
        assertThat(late.getSampleCount()).isEqualTo(1);
        assertThat(late.getSampleSum()).isEqualTo(90);
    }

    @Test
    void a_clock_that_goes_ahead_makes_no_negative_lateness() throws Exception {
        var interval = new Interval(Events.NOON, Events.NOON.plusSeconds(2));
        run.runStarted(Events.run(interval, 1, 1), Events.pipeline("p"));
        assertThat(scrape().histogram("schedule_lateness_seconds", "pipeline_name", "p")
                        .getSampleSum())
                .isZero();
    }

    @Test
    void all_listeners_of_one_registry_share_their_metrics() throws Exception {
        PrometheusMetrics.in(registry)
                .forRun(Events.run(null, 1, 1), Events.pipeline("p"))
                .runEnded(RunState.SUCCEEDED, null);
        run.runEnded(RunState.SUCCEEDED, null);
        metrics.forRun(Events.run(null, 1, 1), Events.pipeline("q")).runEnded(RunState.FAILED, null);
        Scrape scrape = scrape();
        assertThat(scrape.value("pipeline_runs_total", "pipeline_name", "p", "status", "success"))
                .isEqualTo(2);
        assertThat(scrape.value("pipeline_runs_total", "pipeline_name", "q", "status", "failed"))
                .isEqualTo(1);
    }

    @Test
    void names_of_any_kind_come_through_as_they_are() throws Exception {
        String name = "ünï \"quoted\" \\ back {x=\"y\"}";
        metrics.forPipeline(name).attemptEnded(attempt("a\nb", 1), Events.succeeded(1, new Rows(3, 0, 0)));
        assertThat(server.address()).isNotNull();
        assertThat(scrape().text()).contains("ünï \\\"quoted\\\" \\\\ back {x=\\\"y\\\"}", "task_name=\"a\\nb\"");
    }

    @Test
    void a_registry_with_a_metric_of_that_name_is_refused_with_the_way_out_and_left_as_it_was() {
        var taken = new CollectorRegistry();
        Gauge.build("tasks_running", "of somebody else").register(taken);
        assertThatThrownBy(() -> PrometheusMetrics.in(taken)).hasMessageContaining("CollectorRegistry of its own");
        assertThat(taken.getSampleValue("tasks_running")).isZero();
        assertThatThrownBy(() -> PrometheusMetrics.in(taken)).hasMessageContaining("tasks_running");
    }

    @Test
    void a_process_that_lingers_ends_with_the_next_scrape() throws Exception {
        Thread scraper = new Thread(() -> {
            try {
                scrape();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(server.awaitScrape(Duration.ofMillis(1))).isFalse();
        scraper.start();
        assertThat(server.awaitScrape(Duration.ofSeconds(20))).isTrue();
        scraper.join();
    }
}

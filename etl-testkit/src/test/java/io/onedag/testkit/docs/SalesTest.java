package io.onedag.testkit.docs;

import static io.onedag.testkit.asserts.OnedagAssertions.assertThatAttempt;
import static io.onedag.testkit.asserts.OnedagAssertions.assertThatRun;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.testkit.Fake;
import io.onedag.testkit.PipelineTester;
import io.onedag.testkit.TaskTester;
import io.onedag.testkit.TestBench;
import io.onedag.testkit.TestClock;
import io.onedag.testkit.TestRun;
import io.onedag.testkit.junit.OnedagTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/testing.md}. */
@OnedagTest
class SalesTest {

    @Test
    void a_busy_shop_is_asked_again(TestBench bench) {
        PipelineTester tester = bench.pipeline(Sales.pipeline());
        tester.fake("fetch").failing(2, "503").returning(List.of(Map.of("id", 1, "price", 10)));

        TestRun run = tester.run();

        assertThatRun(run).succeeded();
        assertThatRun(run).task("fetch").hadAttempts(3).task("load").ranAfter("clean");
    }

    @Test
    void a_day_without_sales_loads_nothing(TestBench bench) {
        PipelineTester tester = bench.pipeline(Sales.pipeline()).param("day", "2026-12-25");
        Fake fetch = tester.fake("fetch").returning(List.of());

        TestRun run = tester.run();

        assertThatRun(run).task("load").wasSkipped().didNotRun().because("all_success");
        assertThat(fetch.onlyCall().settings().get("command").toString()).contains("/sales/2026-12-25");
    }

    @Test
    void a_sale_without_a_price_is_left_out(TestBench bench) {
        TaskTester clean = bench.task(new Sales.Clean());

        assertThatAttempt(clean.input("fetch", List.of(Map.of("id", 1, "price", 10), Map.of("id", 2)))
                        .run())
                .succeeded()
                .hasOutput(List.of(Map.of("id", 1, "price", 10)));
        assertThatAttempt(clean.input("fetch", List.of()).run()).wasSkipped().because("no sales");
    }

    @Test
    void an_alert_goes_out_when_the_load_fails(TestBench bench, TestClock clock) {
        TestRun run = bench.pipeline(Sales.pipeline()).start();

        assertThatRun(run).hasReady("fetch").task("load").isPending().because("waits for clean");
        run.fail("fetch", "503");
        assertThatRun(run).task("fetch").waitsForRetryUntil(clock.instant().plus(ofSeconds(2)));
        run.advanceToNextRetry().timeOut("fetch");
        run.advance(ofMinutes(1)).succeed("fetch", List.of(Map.of("id", 1, "price", 10)));
        run.execute("clean").failForGood("load", "no such table");
        run.finish();

        assertThatRun(run)
                .failed()
                .task("load")
                .because("no such table")
                .task("alert")
                .succeeded();
    }
}

package io.onedag.examples.dealership;

import static io.onedag.testkit.asserts.OnedagAssertions.assertThatRun;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.plan.Reason;
import io.onedag.testkit.PipelineTester;
import io.onedag.testkit.TestBench;
import io.onedag.testkit.TestClock;
import io.onedag.testkit.TestRun;
import io.onedag.testkit.TestStore;
import io.onedag.testkit.junit.OnedagTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The pipeline step by step: its retries, allowed failures and rounds, without waiting for any of them. */
@OnedagTest
class DealershipStepsTest {

    @Test
    @OnedagTest(store = TestStore.EMBEDDED)
    void a_busy_till_is_asked_again_after_each_delay(TestBench bench) {
        PipelineTester tester = bench.pipeline(DealershipPipeline.dealership())
                .param("data", Path.of("data").toAbsolutePath().toString())
                .param("watermark_file", bench.home().resolve("watermark.csv").toString())
                .param("outages", 3);

        TestRun run = tester.run();

        assertThatRun(run).succeeded();
        assertThatRun(run)
                .task("sales")
                .hadAttempts(4)
                .ranAfter("watermark", "purchase_csv")
                .task("load")
                .succeededAtOnce()
                .task("report")
                .ranAfter("load");
        assertThat(bench.clock().instant()).isEqualTo(TestClock.START.plus(ofMillis(200 + 400 + 800)));
    }

    @Test
    void a_till_that_stays_busy_keeps_the_day_from_being_loaded(TestBench bench) {
        PipelineTester tester = bench.pipeline(DealershipPipeline.dealership()).fakeAll();
        tester.fake("sales").failing();

        TestRun run = tester.run();

        assertThatRun(run).failed().task("sales").hadAttempts(4).because(Reason.ATTEMPTS_EXHAUSTED);
        assertThatRun(run)
                .task("load")
                .couldNotRun()
                .because("all_success")
                .task("report")
                .didNotRun();
    }

    @Test
    void a_watermark_file_is_allowed_to_fail_and_a_load_is_resumed_alone(TestBench bench) {
        PipelineTester tester = bench.pipeline(DealershipPipeline.dealership()).fakeAll();
        tester.fake("placeholder").failingForGood("the folder is gone");
        tester.fake("load").failingForGood("the database is full");
        TestRun failed = tester.run();
        assertThatRun(failed)
                .failed()
                .task("load")
                .failedForGood()
                .task("placeholder")
                .couldNotRun();

        tester.fake("load").returning(null);
        TestRun resumed = tester.resume(failed).finish();

        assertThatRun(resumed)
                .succeeded()
                .task("placeholder")
                .failedWithLeave()
                .task("report")
                .succeeded();
        assertThat(resumed.starts()).containsExactly("load", "placeholder", "report");
    }
}

package io.onedag.metrics;

import static io.onedag.metrics.Events.attempt;

import io.onedag.Interval;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.engine.RunListener;

/** Runs in which all happens that is measured. */
final class Runs {

    private Runs() {}

    static void happen(PrometheusMetrics metrics) {
        var interval = new Interval(Events.NOON.minusSeconds(4000), Events.NOON.minusSeconds(400));
        RunListener good = metrics.forRun(Events.run(interval, 1, 1), Events.pipeline("nightly"));
        good.runStarted(Events.run(interval, 1, 1), Events.pipeline("nightly"));
        good.attemptLost(attempt("load", 1), Events.lost());
        good.attemptStarted(attempt("load", 2));
        good.attemptEnded(attempt("load", 2), Events.retried("java.io.IOException"));
        good.attemptStarted(attempt("load", 3));
        good.attemptEnded(attempt("load", 3), Events.succeeded(1500, new Rows(10, 8, 2)));
        good.attemptStarted(attempt("check", 1));
        good.attemptEnded(attempt("check", 1), Events.skipped());
        good.runEnded(RunState.SUCCEEDED, null);
        RunListener bad = metrics.forRun(Events.run(null, 1, 1), Events.pipeline("nightly"));
        bad.runStarted(Events.run(null, 1, 1), Events.pipeline("nightly"));
        bad.attemptStarted(attempt("load", 1));
        bad.attemptEnded(attempt("load", 1), Events.failed("java.io.IOException", false));
        bad.attemptStarted(attempt("check", 1));
        bad.runEnded(RunState.FAILED, "why");
    }
}

package io.onedag.child;

import io.onedag.engine.RunListener;
import io.onedag.metrics.AttemptMetrics;
import java.util.Map;

/** Measures the attempt, where there is anyone to tell. A class of its own, so that the libraries of metrics are loaded only then. */
final class Measures {

    private Measures() {}

    static boolean isWanted(Map<String, String> settings) {
        return AttemptMetrics.isWanted(settings);
    }

    static void tell(
            Map<String, String> settings,
            String pipeline,
            RunListener.TaskEvent event,
            RunListener.End end,
            Console console) {
        AttemptMetrics.tell(settings, pipeline, event, end, warning -> console.say("warning: " + warning));
    }
}

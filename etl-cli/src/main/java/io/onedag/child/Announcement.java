package io.onedag.child;

import io.onedag.Pipeline;
import io.onedag.driven.Closing;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.notify.Notifications;
import java.util.Map;

/** Tells those whom the pipeline names that its run has ended. */
final class Announcement {

    private Announcement() {}

    /** Returns when all have been told, or after a minute. */
    static void send(RunStore store, Map<String, String> settings, Pipeline pipeline, String key, Closing closing) {
        RunRecord run = store.run(pipeline.name(), key).orElse(null);
        if (run != null) {
            try (var notifications = new Notifications(store, settings)) {
                notifications.forRun(run, pipeline).runEnded(closing.state(), closing.reason());
            }
        }
    }
}

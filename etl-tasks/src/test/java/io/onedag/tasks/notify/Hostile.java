package io.onedag.tasks.notify;

import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.Notice;
import io.onedag.engine.NotifierType;
import io.onedag.engine.NotifierTypes;
import io.onedag.engine.RunIds;
import io.onedag.engine.TaskSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A notice whose every text is as awkward as it gets. */
final class Hostile {

    static final String TEXT =
            "it's \"$(x)\" `y` {{z}} ```<!channel>``` 😀 & \\ \n.\nBcc: eve@example.com\n</pre>\u2028";

    private Hostile() {}

    static Notice notice() {
        return notice(1, TEXT);
    }

    static Notice notice(int failures, String message) {
        var failed = new ArrayList<Notice.FailedTask>();
        for (int i = 0; i < failures; i++) {
            failed.add(new Notice.FailedTask(
                    "löad",
                    i,
                    1,
                    2,
                    3,
                    new Failure("java.io.IOException", message, "Load.java:31", false),
                    new Rows(10, 8, 1),
                    false,
                    List.of("task löad[" + i + "], attempt 2 of 3: failed", "  why    " + message)));
        }
        return new Notice(
                RunIds.next(),
                "on_failure",
                RunIds.next(),
                "key " + TEXT,
                "nightly",
                "Nächtlich\r\nBcc: eve@example.com" + TEXT,
                RunState.FAILED,
                "why not " + TEXT,
                1,
                "local",
                null,
                Instant.parse("2026-01-31T06:00:00Z"),
                Instant.parse("2026-01-31T06:00:07Z"),
                false,
                Map.of(TaskState.FAILED, failures, TaskState.SUCCEEDED, 3),
                failed,
                5);
    }

    static void send(String type, Map<String, ?> with, Notice notice) throws Exception {
        NotifierType found = NotifierTypes.find(type).orElseThrow();
        found.create(TaskSettings.of(found, with)).send(notice);
    }
}

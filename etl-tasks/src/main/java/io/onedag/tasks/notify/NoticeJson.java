package io.onedag.tasks.notify;

import io.onedag.Interval;
import io.onedag.engine.Notice;
import io.onedag.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A notice as the JSON that {@code webhook} posts. Fields are added over time, never renamed. */
final class NoticeJson {

    private static final int CONTRACT = 1;

    private NoticeJson() {}

    static String write(Notice notice) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("contract", CONTRACT);
        document.put("id", notice.id().toString());
        document.put("event", notice.event());
        document.put("run_id", notice.runId().toString());
        document.put("run_key", notice.runKey());
        document.put("pipeline", notice.pipeline());
        document.put("title", notice.title());
        document.put("state", notice.state().name());
        document.put("reason", notice.reason());
        document.put("round", notice.round());
        document.put("driver", notice.driver());
        Interval interval = notice.interval();
        document.put(
                "interval_start", interval == null ? null : interval.start().toString());
        document.put("interval_end", interval == null ? null : interval.end().toString());
        document.put(
                "started_at",
                notice.startedAt() == null ? null : notice.startedAt().toString());
        document.put("ended_at", notice.endedAt().toString());
        document.put("test_mode", notice.testMode());
        Map<String, Integer> counts = new TreeMap<>();
        notice.tasks().forEach((state, count) -> counts.put(state.name().toLowerCase(Locale.ROOT), count));
        document.put("tasks", counts);
        List<Map<String, @Nullable Object>> failures = new ArrayList<>();
        notice.failures().forEach(each -> failures.add(failure(each)));
        document.put("failures", failures);
        document.put("failures_left_out", notice.moreFailures());
        document.put("text", notice.text());
        return Json.write(document);
    }

    private static Map<String, @Nullable Object> failure(Notice.FailedTask failed) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("task", failed.task());
        document.put("map_index", failed.mapIndex() < 0 ? null : failed.mapIndex());
        document.put("round", failed.round());
        document.put("attempt", failed.attempt());
        document.put("max_attempts", failed.maxAttempts());
        document.put("type", failed.failure().type());
        document.put("message", failed.failure().message());
        document.put("where", failed.failure().where());
        document.put("fatal", failed.failure().fatal());
        document.put("allowed", failed.allowed());
        var rows = new LinkedHashMap<String, Long>();
        rows.put("read", failed.rows().read());
        rows.put("written", failed.rows().written());
        rows.put("rejected", failed.rows().rejected());
        document.put("rows", rows);
        document.put("text", String.join("\n", failed.block()));
        return document;
    }
}

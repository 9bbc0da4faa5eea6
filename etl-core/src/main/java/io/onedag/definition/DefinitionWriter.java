package io.onedag.definition;

import io.onedag.Effect;
import io.onedag.ForEach;
import io.onedag.NotifierDefinition;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Schedule;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.json.Json;
import io.onedag.units.Durations;
import io.onedag.units.MemorySize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pipeline as a JSON document, which {@link DefinitionReader#readStored readStored} reads: the definition that a run goes on with, or
 * that an exported file comes with.
 *
 * <p>It has the structure of the YAML. Every value that has a default is written out, so that a later default changes nothing; a task of
 * Java code has the name of its class under {@code class} in place of {@code uses}. The folder where relative paths start is not part of it.
 */
public final class DefinitionWriter {

    /** Durations beyond it are as good as it, and it is the longest that is read. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private DefinitionWriter() {}

    /** The document in one line. */
    public static String write(Pipeline pipeline) {
        String known = CheckedDefinition.documentOf(pipeline);
        return known == null ? Json.write(document(pipeline)) : known;
    }

    /** The document for files that people look at: in lines, indented by two spaces. */
    public static String writeIndented(Pipeline pipeline) {
        return IndentedJson.write(document(pipeline));
    }

    private static Map<String, @Nullable Object> document(Pipeline pipeline) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        put(document, Keys.FORMAT, DefinitionReader.FORMAT);
        put(document, Keys.PIPELINE, pipeline.name());
        put(document, Keys.TITLE, pipeline.title());
        putUnlessEmpty(document, Keys.DESCRIPTION, pipeline.description());
        putUnlessEmpty(document, Keys.OWNER, pipeline.owner());
        putUnlessEmpty(document, Keys.TAGS, pipeline.tags());
        putUnlessEmpty(document, Keys.ALIASES, pipeline.aliases());
        var params = new LinkedHashMap<String, @Nullable Object>();
        pipeline.params().forEach((name, param) -> params.put(name, param(param)));
        putUnlessEmpty(document, Keys.PARAMS, params);
        pipeline.schedule().ifPresent(schedule -> put(document, Keys.SCHEDULE, schedule(schedule)));
        put(document, Keys.MAX_PARALLEL_TASKS, pipeline.maxParallelTasks());
        put(document, Keys.MAX_ACTIVE_RUNS, pipeline.maxActiveRuns());
        pipeline.timeout().ifPresent(timeout -> put(document, Keys.RUN_TIMEOUT, duration(timeout)));
        putUnlessEmpty(document, Keys.POOLS, pipeline.pools());
        putUnlessEmpty(document, Keys.ON_FAILURE, notifiers(pipeline.onFailure()));
        putUnlessEmpty(document, Keys.ON_SUCCESS, notifiers(pipeline.onSuccess()));
        var tasks = new LinkedHashMap<String, @Nullable Object>();
        pipeline.tasks().forEach(task -> tasks.put(task.name(), task(task)));
        put(document, Keys.TASKS, tasks);
        return document;
    }

    private static Map<String, @Nullable Object> param(Param param) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        put(document, Keys.TYPE, param.type().yamlName());
        if (param.defaultValue() != null) {
            put(document, Keys.DEFAULT, param.defaultValue());
        }
        put(document, Keys.REQUIRED, param.required());
        putUnlessEmpty(document, Keys.ENUM, param.allowed());
        putUnlessEmpty(document, Keys.PARAM_DESCRIPTION, param.description());
        return document;
    }

    private static Map<String, @Nullable Object> schedule(Schedule schedule) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        put(document, Keys.CRON, schedule.cron().text());
        put(document, Keys.TIMEZONE, schedule.zone().getId());
        if (schedule.start() != null) {
            put(document, Keys.START, schedule.start().toString());
        }
        if (schedule.end() != null) {
            put(document, Keys.END, schedule.end().toString());
        }
        put(document, Keys.CATCHUP, schedule.catchup());
        put(document, Keys.OVERLAP, schedule.overlap().yamlName());
        put(document, Keys.SCHEDULE_JITTER, duration(schedule.jitter()));
        return document;
    }

    private static List<Map<String, @Nullable Object>> notifiers(List<NotifierDefinition> notifiers) {
        var documents = new ArrayList<Map<String, @Nullable Object>>();
        for (NotifierDefinition notifier : notifiers) {
            var document = new LinkedHashMap<String, @Nullable Object>();
            put(document, Keys.NOTIFIER_USES, notifier.type());
            putUnlessEmpty(document, Keys.NOTIFIER_WITH, notifier.with());
            documents.add(document);
        }
        return documents;
    }

    private static Map<String, @Nullable Object> task(TaskDefinition task) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        if (task.body() instanceof TaskBody.Typed typed) {
            put(document, Keys.USES, typed.type());
            putUnlessEmpty(document, Keys.WITH, typed.with());
        } else if (task.body() instanceof TaskBody.Code code) {
            put(document, Keys.CLASS, code.className());
        }
        putUnlessEmpty(document, Keys.NEEDS, task.needs());
        put(document, Keys.WHEN, task.when().yamlName());
        ForEach forEach = task.forEach();
        if (forEach != null) {
            put(document, Keys.FOR_EACH, forEach.expression());
            put(document, Keys.MAX_MAP_LENGTH, forEach.maxLength());
        }
        putUnlessEmpty(document, Keys.BRANCH, task.branch());
        if (task.effect() != Effect.ONCE) { // which is tried once, and may not say otherwise
            put(document, Keys.RETRY, retry(task.retry()));
        }
        Duration timeout = task.timeout();
        if (timeout != null) {
            put(document, Keys.TIMEOUT, duration(timeout));
        }
        putUnlessEmpty(document, Keys.POOL, task.pool());
        put(document, Keys.PRIORITY, task.priority());
        putUnlessEmpty(document, Keys.GROUP, task.group());
        put(document, Keys.ALLOW_FAILURE, task.allowFailure());
        put(document, Keys.EFFECT, task.effect().yamlName());
        put(document, Keys.MAX_RECOVERIES, task.maxRecoveries());
        if (task.resources().memoryBytes() > 0) {
            put(
                    document,
                    Keys.RESOURCES,
                    Map.of(
                            Keys.MEMORY.name(),
                            MemorySize.format(task.resources().memoryBytes())));
        }
        putUnlessEmpty(document, Keys.TASK_DESCRIPTION, task.description());
        putUnlessEmpty(document, Keys.TASK_ALIASES, task.aliases());
        return document;
    }

    private static Map<String, @Nullable Object> retry(RetryPolicy retry) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        put(document, Keys.MAX_ATTEMPTS, retry.maxAttempts());
        put(document, Keys.DELAY, duration(retry.delay()));
        put(document, Keys.BACKOFF, retry.backoff());
        put(document, Keys.MAX_DELAY, duration(retry.maxDelay()));
        put(document, Keys.RETRY_JITTER, retry.jitter());
        return document;
    }

    private static String duration(Duration duration) {
        return Durations.format(duration.compareTo(LONGEST) > 0 ? LONGEST : duration);
    }

    private static void put(Map<String, @Nullable Object> document, Key<?> key, Object value) {
        document.put(key.name(), value);
    }

    private static void putUnlessEmpty(Map<String, @Nullable Object> document, Key<?> key, @Nullable Object value) {
        boolean empty = value == null
                || value.equals("")
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
        if (!empty) {
            document.put(key.name(), value);
        }
    }
}

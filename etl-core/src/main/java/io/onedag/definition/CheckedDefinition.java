package io.onedag.definition;

import io.onedag.Effect;
import io.onedag.Location;
import io.onedag.NotifierSpec;
import io.onedag.Overlap;
import io.onedag.Param;
import io.onedag.ParamType;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Schedule;
import io.onedag.TaskBody;
import io.onedag.TriggerRule;
import io.onedag.json.Json;
import io.onedag.schedule.Moment;
import io.onedag.units.Durations;
import io.onedag.units.MemorySize;
import io.onedag.validation.Locator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a definition as {@link DefinitionWriter} writes it, for a process that lives briefly: without a check, since it was checked when
 * it was written, and without what it takes to tell people where one is wrong. Whatever looks otherwise is left to
 * {@link DefinitionReader#readStored(String, String, Path, java.util.function.Function)}.
 */
public final class CheckedDefinition {

    /** The documents that pipelines were read from, so that writing them again costs nothing. */
    private static final Map<Pipeline, String> DOCUMENTS = Collections.synchronizedMap(new WeakHashMap<>());

    private static final String OUTPUT = ".output";
    private static final String TASKS = "${tasks.";

    /** It isn't what the writer writes. */
    private static final class Unusual extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusual() {
            super(null, null, false, false);
        }
    }

    private static final Locator NOWHERE = new Locator() {
        @Override
        public Location of(Object... path) {
            return Location.of("", 0, 0);
        }
    };

    private CheckedDefinition() {}

    /** The document that a pipeline was read from here, or null. */
    static @Nullable String documentOf(Pipeline pipeline) {
        return DOCUMENTS.get(pipeline);
    }

    /**
     * Reads it.
     *
     * @param folder where relative paths start; null: the working directory
     * @param planHash the plan hash that it had when it was checked
     * @return null when it is anything else than what this version writes, has Java code in it, or has another plan hash
     */
    public static @Nullable Pipeline read(String json, @Nullable Path folder, String planHash) {
        try {
            Object document = Json.parse(json);
            Pipeline pipeline = pipeline(map(document), folder);
            if (!pipeline.planHash().equals(planHash)) {
                return null;
            }
            DOCUMENTS.put(pipeline, Json.write(document));
            return pipeline;
        } catch (IllegalArgumentException | Unusual e) {
            return null; // the other reader says what is wrong with it
        }
    }

    private static Pipeline pipeline(Map<String, @Nullable Object> document, @Nullable Path folder) {
        if (!Long.valueOf(DefinitionReader.FORMAT).equals(document.get("format"))) {
            throw new Unusual();
        }
        Pipeline.Builder builder = Pipeline.named(text(document.get("pipeline")), NOWHERE);
        if (folder != null) {
            builder.folder(folder);
        }
        for (Map.Entry<String, @Nullable Object> each : document.entrySet()) {
            Object value = each.getValue();
            switch (each.getKey()) {
                case "format", "pipeline" -> {}
                case "title" -> builder.title(text(value));
                case "description" -> builder.description(text(value));
                case "owner" -> builder.owner(text(value));
                case "tags" -> builder.tags(texts(value));
                case "aliases" -> builder.aliases(texts(value));
                case "params" -> params(map(value), builder);
                case "schedule" -> builder.schedule(schedule(map(value)));
                case "max_parallel_tasks" -> builder.maxParallelTasks(whole(value));
                case "max_active_runs" -> builder.maxActiveRuns(whole(value));
                case "timeout" -> builder.timeout(Durations.parse(text(value)));
                case "pools" -> {
                    for (Map.Entry<String, @Nullable Object> pool : map(value).entrySet()) {
                        builder.pool(pool.getKey(), whole(pool.getValue()));
                    }
                }
                case "on_failure" -> {
                    for (Object notifier : list(value)) {
                        builder.onFailure(notifier(map(notifier)));
                    }
                }
                case "on_success" -> {
                    for (Object notifier : list(value)) {
                        builder.onSuccess(notifier(map(notifier)));
                    }
                }
                case "tasks" -> {
                    for (Map.Entry<String, @Nullable Object> task : map(value).entrySet()) {
                        task(task.getKey(), map(task.getValue()), builder);
                    }
                }
                default -> throw new Unusual();
            }
        }
        return builder.unchecked();
    }

    private static void params(Map<String, @Nullable Object> params, Pipeline.Builder builder) {
        for (Map.Entry<String, @Nullable Object> each : params.entrySet()) {
            Map<String, @Nullable Object> param = map(each.getValue());
            only(param, "type", "default", "required", "enum", "description");
            Object description = param.get("description");
            Object allowed = param.get("enum");
            builder.param(
                    each.getKey(),
                    new Param(
                            one(ParamType.values(), param.get("type")),
                            param.get("default"),
                            flag(param.get("required")),
                            allowed == null ? List.of() : list(allowed),
                            description == null ? "" : text(description)));
        }
    }

    private static Schedule schedule(Map<String, @Nullable Object> document) {
        only(document, "cron", "timezone", "start", "end", "catchup", "overlap", "jitter");
        Object start = document.get("start");
        Object end = document.get("end");
        return Schedule.cron(text(document.get("cron")))
                .in(text(document.get("timezone")))
                .start(start == null ? null : Moment.parse(text(start)))
                .end(end == null ? null : Moment.parse(text(end)))
                .catchup(flag(document.get("catchup")))
                .overlap(one(Overlap.values(), document.get("overlap")))
                .jitter(Durations.parse(text(document.get("jitter"))));
    }

    private static NotifierSpec notifier(Map<String, @Nullable Object> document) {
        only(document, "uses", "with");
        Object with = document.get("with");
        return NotifierSpec.of(text(document.get("uses")), with == null ? Map.of() : map(with));
    }

    private static void task(String name, Map<String, @Nullable Object> document, Pipeline.Builder builder) {
        Object with = document.get("with");
        var body = new TaskBody.Typed(
                text(document.get("uses")), with == null ? Map.of() : Collections.unmodifiableMap(map(with)));
        builder.task(name, body, new UnaryOperator<>() {
            @Override
            public Pipeline.TaskBuilder apply(Pipeline.TaskBuilder task) {
                for (Map.Entry<String, @Nullable Object> each : document.entrySet()) {
                    option(each.getKey(), each.getValue(), task);
                }
                return task;
            }
        });
    }

    private static void option(String key, @Nullable Object value, Pipeline.TaskBuilder task) {
        switch (key) {
            case "uses", "with" -> {}
            case "needs" -> task.needs(texts(value));
            case "when" -> task.when(one(TriggerRule.values(), value));
            case "for_each" -> forEach(text(value), task);
            case "max_map_length" -> task.maxMapLength(whole(value));
            case "branch" -> task.branch(texts(value));
            case "retry" -> task.retry(retry(map(value)));
            case "timeout" -> task.timeout(Durations.parse(text(value)));
            case "pool" -> task.pool(text(value));
            case "priority" -> task.priority(whole(value));
            case "group" -> task.group(text(value));
            case "allow_failure" -> task.allowFailure(flag(value));
            case "effect" -> task.effect(one(Effect.values(), value));
            case "max_recoveries" -> task.maxRecoveries(whole(value));
            case "resources" -> {
                only(map(value), "memory");
                task.memory(MemorySize.parse(text(map(value).get("memory"))));
            }
            case "description" -> task.description(text(value));
            case "aliases" -> task.aliases(texts(value));
            default -> throw new Unusual(); // also the class of a task of Java code
        }
    }

    private static void forEach(String expression, Pipeline.TaskBuilder task) {
        int output = expression.indexOf(OUTPUT);
        if (!expression.startsWith(TASKS) || output < 0 || !expression.endsWith("}")) {
            throw new Unusual();
        }
        String rest = expression.substring(output + OUTPUT.length(), expression.length() - 1);
        String producer = expression.substring(TASKS.length(), output);
        if (rest.isEmpty()) {
            task.forEach(producer);
        } else if (rest.startsWith(".")) {
            task.forEach(producer, rest.substring(1).split("\\."));
        } else {
            throw new Unusual();
        }
    }

    private static RetryPolicy retry(Map<String, @Nullable Object> document) {
        only(document, "max_attempts", "delay", "backoff", "max_delay", "jitter");
        return new RetryPolicy(
                whole(document.get("max_attempts")),
                Durations.parse(text(document.get("delay"))),
                number(document.get("backoff")),
                Durations.parse(text(document.get("max_delay"))),
                number(document.get("jitter")));
    }

    // ---- values

    private static void only(Map<String, @Nullable Object> document, String... keys) {
        var rest = new HashMap<>(document);
        for (String key : keys) {
            rest.remove(key);
        }
        if (!rest.isEmpty()) {
            throw new Unusual();
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new Unusual();
    }

    private static String[] texts(@Nullable Object value) {
        List<@Nullable Object> list = list(value);
        String[] texts = new String[list.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(list.get(i));
        }
        return texts;
    }

    private static int whole(@Nullable Object value) {
        if (value instanceof Long number && number == number.intValue()) {
            return number.intValue();
        }
        throw new Unusual();
    }

    private static double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new Unusual();
    }

    private static boolean flag(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new Unusual();
    }

    private static List<@Nullable Object> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw new Unusual();
    }

    @SuppressWarnings("unchecked") // as Json reads them
    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new Unusual();
    }

    private static <E extends Enum<E>> E one(E[] all, @Nullable Object value) {
        String name = text(value);
        for (E each : all) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw new Unusual();
    }
}

package io.onedag.definition;

import io.onedag.Effect;
import io.onedag.ForEach;
import io.onedag.Overlap;
import io.onedag.Param;
import io.onedag.ParamType;
import io.onedag.Pipeline;
import io.onedag.RetryPolicy;
import io.onedag.Schedule;
import io.onedag.TaskDefinition;
import io.onedag.TriggerRule;
import io.onedag.engine.TaskTypes;
import io.onedag.schedule.CronExpression;
import io.onedag.schedule.InvalidScheduleException;
import io.onedag.schedule.Moment;
import io.onedag.units.Durations;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a definition: the one table from which the reader takes what it accepts, the writer what it writes, and the JSON Schema what
 * it describes.
 */
final class Keys {

    private static final RetryPolicy RETRY_DEFAULT = RetryPolicy.none();

    // retry

    static final Key<Integer> MAX_ATTEMPTS = Key.of(
                    "max_attempts",
                    Shapes.whole(1, Integer.MAX_VALUE),
                    "How often it is tried at most in a round, the first attempt included.")
            .defaultsTo(RETRY_DEFAULT.maxAttempts());
    static final Key<Duration> DELAY = Key.of("delay", Shapes.DURATION, "The wait before the second attempt.")
            .defaultsTo(Durations.format(RETRY_DEFAULT.delay()));
    static final Key<Double> BACKOFF = Key.of(
                    "backoff",
                    Shapes.number(0, false, Double.MAX_VALUE),
                    "The factor from one wait to the next; below 1 they shrink.")
            .defaultsTo(RETRY_DEFAULT.backoff());
    static final Key<Duration> MAX_DELAY = Key.of("max_delay", Shapes.DURATION, "The longest wait.")
            .defaultsTo(Durations.format(RETRY_DEFAULT.maxDelay()));
    static final Key<Double> RETRY_JITTER = Key.of(
                    "jitter",
                    Shapes.number(0, true, 1),
                    "The share of each wait, from 0 to 1, by which it may be shorter or longer.")
            .defaultsTo(RETRY_DEFAULT.jitter());

    private static final Shape<RetryPolicy> RETRY_SHAPE = Shapes.made(
            new Section(
                            "retry",
                            "retry: {max_attempts: 3, delay: 2s}",
                            List.of(MAX_ATTEMPTS, DELAY, BACKOFF, MAX_DELAY, RETRY_JITTER))
                    .hinting((key, section) -> switch (key) {
                        case "attempts", "retries", "count", "limit", "times" ->
                            "did you mean \"max_attempts\"? It counts the first attempt too";
                        case "factor", "multiplier", "backoff_factor" -> "did you mean \"backoff\"?";
                        case "interval", "wait", "retry_delay" -> "did you mean \"delay\"?";
                        default -> null;
                    }),
            (fields, problems) -> new RetryPolicy(
                    fields.get(MAX_ATTEMPTS).orElse(RETRY_DEFAULT.maxAttempts()),
                    fields.get(DELAY).orElse(RETRY_DEFAULT.delay()),
                    fields.get(BACKOFF).orElse(RETRY_DEFAULT.backoff()),
                    fields.get(MAX_DELAY).orElse(RETRY_DEFAULT.maxDelay()),
                    fields.get(RETRY_JITTER).orElse(RETRY_DEFAULT.jitter())));

    // a parameter

    static final Key<ParamType> TYPE =
            Key.required("type", Shapes.oneOf(ParamType.class, ParamType::yamlName), "What its values are.");
    static final Key<Node> DEFAULT =
            Key.of("default", Shapes.ANY, "The value of a run that doesn't set it. Without one, such a run sees null.");
    static final Key<Boolean> REQUIRED =
            Key.of("required", Shapes.FLAG, "Whether each run has to set it.").defaultsTo(false);
    static final Key<List<Node>> ENUM = Key.of("enum", Shapes.ANYTHINGS, "The only values it may have; empty: any.")
            .defaultsTo(List.of());
    static final Key<String> PARAM_DESCRIPTION =
            Key.of("description", Shapes.TEXT, "What it is for.").defaultsTo("");

    private static final Shape<Param> PARAM = new ParamShape(new Section(
            "param",
            "{type: string}, or the type alone: string",
            List.of(TYPE, DEFAULT, REQUIRED, ENUM, PARAM_DESCRIPTION)));

    // schedule

    static final Key<CronExpression> CRON =
            Key.required("cron", Shapes.CRON, "When it fires: a line of cron with five fields, or a name like @daily.");
    static final Key<ZoneId> TIMEZONE = Key.of(
                    "timezone", Shapes.ZONE, "The time zone of cron, start and end, by its IANA name.")
            .defaultsTo("UTC");
    static final Key<Moment> START =
            Key.of("start", Shapes.MOMENT, "No interval begins before it. Without one: no bound.");
    static final Key<Moment> END =
            Key.of("end", Shapes.MOMENT, "No interval begins at or after it. Without one: no bound.");
    static final Key<Boolean> CATCHUP = Key.of(
                    "catchup", Shapes.FLAG, "Whether every missed interval gets a run; else the latest alone.")
            .defaultsTo(false);
    static final Key<Overlap> OVERLAP = Key.of(
                    "overlap",
                    Shapes.oneOf(Overlap.class, Overlap::yamlName),
                    "What becomes of a fire while max_active_runs runs are going: no run, one that waits, or one beside them.")
            .defaultsTo(Overlap.SKIP.yamlName());
    static final Key<Duration> SCHEDULE_JITTER = Key.of(
                    "jitter", Shapes.DURATION, "The longest time by which a start is put off, at most 1d.")
            .defaultsTo("0ms");

    private static final Shape<Schedule> SCHEDULE_SHAPE = Shapes.made(
            new Section(
                            "schedule",
                            "schedule: {cron: \"5 0 * * *\"}",
                            List.of(CRON, TIMEZONE, START, END, CATCHUP, OVERLAP, SCHEDULE_JITTER))
                    .hinting((key, section) -> switch (key) {
                        case "tz", "zone", "time_zone" -> "did you mean \"timezone\"?";
                        case "start_date" -> "did you mean \"start\"?";
                        case "end_date" -> "did you mean \"end\"?";
                        default -> null;
                    }),
            Keys::schedule);

    // a task

    static final Key<String> USES = Key.of("uses", Shapes.TASK_TYPE, "The task type.");
    static final Key<Map<String, @Nullable Object>> WITH = Key.of(
            "with",
            Shapes.SETTINGS,
            "The task type's settings; expressions like ${params.day} are replaced in each attempt.");
    static final Key<List<String>> NEEDS = Key.of("needs", Shapes.TEXTS, "The tasks that it waits for: one or a list.")
            .defaultsTo(List.of());
    static final Key<TriggerRule> WHEN = Key.of(
                    "when",
                    Shapes.oneOf(TriggerRule.class, TriggerRule::yamlName),
                    "How the tasks that it needs have to end for it to start.")
            .defaultsTo(TriggerRule.ALL_SUCCESS.yamlName());
    static final Key<String> FOR_EACH = Key.of(
            "for_each",
            Shapes.TEXT,
            "The list that it is mapped over, one instance for each element: ${tasks.NAME.output} or a part of it, of a task that it needs.");
    static final Key<Integer> MAX_MAP_LENGTH = Key.of(
                    "max_map_length",
                    Shapes.whole(1, Integer.MAX_VALUE),
                    "The longest list that it may be mapped over.")
            .defaultsTo(ForEach.DEFAULT_MAX_LENGTH);
    static final Key<List<String>> BRANCH = Key.of(
                    "branch", Shapes.TEXTS, "Makes it a branching task: the direct successors that it chooses among.")
            .defaultsTo(List.of());
    static final Key<RetryPolicy> RETRY = Key.of(
            "retry",
            RETRY_SHAPE,
            "How often it is tried. In its place, not merged with it: defaults.retry, then one attempt.");
    static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Shapes.DURATION,
            "The longest an attempt may take. Without one: defaults.timeout, then no limit.");
    static final Key<String> POOL = Key.of("pool", Shapes.NAME, "The pool whose slot it takes.");
    static final Key<Integer> PRIORITY = Key.of(
                    "priority",
                    Shapes.whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
                    "Among tasks that wait for the same slot, higher goes first.")
            .defaultsTo(0);
    static final Key<String> GROUP = Key.of("group", Shapes.TEXT, "For people: tasks that are shown together.");
    static final Key<Boolean> ALLOW_FAILURE = Key.of(
                    "allow_failure",
                    Shapes.FLAG,
                    "Whether the run, and most rules, see its own failure as a success; its output is then null.")
            .defaultsTo(false);
    static final Key<Effect> EFFECT = Key.of(
                    "effect",
                    Shapes.oneOf(Effect.class, Effect::yamlName),
                    "How often its effect may happen when a process is lost: at least once, exactly once in the store's own database, or at most once.")
            .defaultsTo(Effect.REPEATABLE.yamlName());
    static final Key<Integer> MAX_RECOVERIES = Key.of(
                    "max_recoveries",
                    Shapes.whole(0, Integer.MAX_VALUE),
                    "How many attempts may be lost with their process before it is given up.")
            .defaultsTo(TaskDefinition.DEFAULT_MAX_RECOVERIES);
    static final Key<Long> MEMORY =
            Key.of("memory", Shapes.MEMORY, "The memory of a JVM child, like 512Mi. Without one: no limit.");
    static final Key<Long> RESOURCES = Key.of(
            "resources",
            Shapes.made(
                    new Section("resources", "resources: {memory: 512Mi}", List.of(MEMORY)),
                    (fields, problems) -> fields.get(MEMORY).orElse(0L)),
            "Limits of an attempt.");
    static final Key<String> TASK_DESCRIPTION =
            Key.of("description", Shapes.TEXT, "What it is for.").defaultsTo("");
    static final Key<List<String>> TASK_ALIASES = Key.of(
                    "aliases", Shapes.TEXTS, "Names it had before; its history under them is its own.")
            .defaultsTo(List.of());
    /** In place of {@link #USES}, in documents that Onedag writes: Java code, by its class. */
    static final Key<String> CLASS = Key.of("class", Shapes.TEXT, "The class of its Java code.");

    private static final List<Key<?>> TASK_OPTIONS = List.of(
            WITH,
            NEEDS,
            WHEN,
            FOR_EACH,
            MAX_MAP_LENGTH,
            BRANCH,
            RETRY,
            TIMEOUT,
            POOL,
            PRIORITY,
            GROUP,
            ALLOW_FAILURE,
            EFFECT,
            MAX_RECOVERIES,
            RESOURCES,
            TASK_DESCRIPTION,
            TASK_ALIASES);

    private static final Section TASK = new Section(
                    "task", "{uses: TYPE, with: {…}}", with(requiredKey(USES), TASK_OPTIONS))
            .hinting(Keys::taskHint)
            .refinedBy(SettingSchemas::refine);
    private static final Section STORED_TASK =
            new Section("stored_task", "{uses: TYPE, with: {…}}", with(USES, with(CLASS, TASK_OPTIONS)));

    // the pipeline

    static final Key<String> PIPELINE =
            Key.required("pipeline", Shapes.NAME, "Its name, unique among the pipelines of a store.");
    static final Key<String> TITLE = Key.of("title", Shapes.TEXT, "Its title for people. Without one: its name.");
    static final Key<String> DESCRIPTION =
            Key.of("description", Shapes.TEXT, "What it is for.").defaultsTo("");
    static final Key<String> OWNER =
            Key.of("owner", Shapes.TEXT, "Who answers for it.").defaultsTo("");
    static final Key<List<String>> TAGS = Key.of(
                    "tags", Shapes.TEXTS, "Tags, for people and for engines that show them.")
            .defaultsTo(List.of());
    static final Key<List<String>> ALIASES = Key.of(
                    "aliases", Shapes.TEXTS, "Names it had before; its history under them is its own.")
            .defaultsTo(List.of());
    static final Key<Map<String, Optional<Param>>> PARAMS =
            Key.of("params", Shapes.named("parameter", PARAM), "What a run can be given: parameters by name.");
    static final Key<Schedule> SCHEDULE =
            Key.of("schedule", SCHEDULE_SHAPE, "When it runs by itself. Without one: when asked to.");
    static final Key<RetryPolicy> DEFAULT_RETRY =
            Key.of("retry", RETRY_SHAPE, "For tasks without a retry of their own. Without one: one attempt.");
    static final Key<Duration> DEFAULT_TIMEOUT = Key.of(
            "timeout",
            Shapes.DURATION,
            "The longest an attempt of a task without a timeout of its own may take. Without one: no limit.");
    static final Key<Fields> DEFAULTS = Key.of(
            "defaults",
            new Section(
                    "defaults",
                    "defaults: {retry: {max_attempts: 3}, timeout: 10m}",
                    List.of(DEFAULT_RETRY, DEFAULT_TIMEOUT)),
            "What holds for tasks that don't say otherwise.");
    static final Key<Integer> MAX_PARALLEL_TASKS = Key.of(
                    "max_parallel_tasks",
                    Shapes.whole(1, Integer.MAX_VALUE),
                    "How many tasks of one run may run at once.")
            .defaultsTo(Pipeline.DEFAULT_MAX_PARALLEL_TASKS);
    static final Key<Integer> MAX_ACTIVE_RUNS = Key.of(
                    "max_active_runs",
                    Shapes.whole(1, Integer.MAX_VALUE),
                    "How many of its runs may be active at once.")
            .defaultsTo(Pipeline.DEFAULT_MAX_ACTIVE_RUNS);
    static final Key<Duration> RUN_TIMEOUT =
            Key.of("timeout", Shapes.DURATION, "The longest a run may take. Without one: no limit.");
    static final Key<Map<String, Optional<Integer>>> POOLS = Key.of(
            "pools",
            Shapes.named("pool", Shapes.whole(1, Integer.MAX_VALUE)),
            "Pools and their slots: at most so many of the tasks that name a pool run at once, over all runs.");
    /** The type of a notifier. */
    static final Key<String> NOTIFIER_USES = Key.required("uses", Shapes.NOTIFIER_TYPE, "The kind of notifier.");

    static final Key<Map<String, @Nullable Object>> NOTIFIER_WITH = Key.of(
            "with",
            Shapes.SETTINGS,
            "The notifier's settings; expressions like ${secret.TOKEN} are replaced when a notification is sent.");
    private static final Section NOTIFIER = new Section(
                    "notifier", "- {uses: webhook, with: {…}}", List.of(NOTIFIER_USES, NOTIFIER_WITH))
            .hinting((key, section) -> switch (key) {
                case "type", "notifier" -> "did you mean \"uses\"?";
                case "args", "settings", "params", "config", "inputs" -> "did you mean \"with\"?";
                default -> null;
            })
            .refinedBy(SettingSchemas::refineNotifier);
    static final Key<List<Optional<Fields>>> ON_FAILURE = Key.of(
                    "on_failure",
                    Shapes.listOf("notifier", NOTIFIER),
                    "Who is told when a run fails, times out or is cancelled.")
            .defaultsTo(List.of());
    static final Key<List<Optional<Fields>>> ON_SUCCESS = Key.of(
                    "on_success", Shapes.listOf("notifier", NOTIFIER), "Who is told when a run succeeds.")
            .defaultsTo(List.of());
    static final Key<Map<String, Optional<Fields>>> TASKS =
            Key.required("tasks", Shapes.named("task", TASK), "Its tasks by name.");
    static final Key<Map<String, Optional<Fields>>> STORED_TASKS =
            Key.required("tasks", Shapes.named("task", STORED_TASK), "Its tasks by name.");
    /** In documents that Onedag writes: the version of their format. */
    static final Key<Integer> FORMAT =
            Key.of("format", Shapes.whole(1, Integer.MAX_VALUE), "The version of the format.");

    private static final List<Key<?>> PIPELINE_OPTIONS = List.of(
            PIPELINE,
            TITLE,
            DESCRIPTION,
            OWNER,
            TAGS,
            ALIASES,
            PARAMS,
            SCHEDULE,
            DEFAULTS,
            MAX_PARALLEL_TASKS,
            MAX_ACTIVE_RUNS,
            RUN_TIMEOUT,
            POOLS,
            ON_FAILURE,
            ON_SUCCESS);

    /** What people write. */
    static final Section DEFINITION = new Section(
                    "pipeline", "pipeline: NAME and tasks: {…}", with(PIPELINE_OPTIONS, TASKS))
            .hinting(Keys::pipelineHint);

    /** What Onedag writes: defaults filled in, Java code by its class. */
    static final Section STORED_DEFINITION = new Section(
            "stored_pipeline", "pipeline: NAME and tasks: {…}", with(FORMAT, with(PIPELINE_OPTIONS, STORED_TASKS)));

    private Keys() {}

    private static List<Key<?>> with(Key<?> key, List<Key<?>> others) {
        var keys = new ArrayList<Key<?>>();
        keys.add(key);
        keys.addAll(others);
        return List.copyOf(keys);
    }

    private static List<Key<?>> with(List<Key<?>> others, Key<?> last) {
        var keys = new ArrayList<>(others);
        keys.add(last);
        return List.copyOf(keys);
    }

    private static <T> Key<T> requiredKey(Key<T> key) {
        return new Key<>(key.name(), key.shape(), true, key.defaultValue(), key.description());
    }

    private static @Nullable String pipelineHint(String key, Node.Mapping section) {
        return switch (key) {
            case "name", "id", "dag_id", "workflow" -> "did you mean \"pipeline\"?";
            case "steps", "jobs", "stages" -> "did you mean \"tasks\"?";
            case "parameters", "inputs" -> "did you mean \"params\"?";
            case "cron", "timezone", "catchup", "overlap" -> "write it under \"schedule\"";
            case "retry", "retries" -> "write it under \"defaults\", or in a task";
            case "concurrency", "max_active_tasks" -> "did you mean \"max_parallel_tasks\"?";
            case "env", "environment" -> "write it under \"with\" of a task";
            case "on_error", "on_fail", "on_failure_callback", "notify", "notifications", "alerts" ->
                "did you mean \"on_failure\"?";
            case "on_success_callback", "on_done" -> "did you mean \"on_success\"?";
            default -> null;
        };
    }

    private static @Nullable String taskHint(String key, Node.Mapping section) {
        Node.Entry uses = section.entries().get(USES.name());
        if (uses != null
                && uses.value() instanceof Node.Scalar type
                && TaskTypes.find(type.text()).stream()
                        .flatMap(found -> found.settings().stream())
                        .anyMatch(setting -> setting.name().equals(key))) {
            return "it is a setting of task type " + type.text() + ": write it under \"with\"";
        }
        return switch (key) {
            case "depends_on", "dependsOn", "depends", "dependencies", "upstream", "after", "requires" ->
                "did you mean \"needs\"?";
            case "trigger_rule", "rule", "condition", "if" -> "did you mean \"when\"?";
            case "type", "task_type", "operator" -> "did you mean \"uses\"?";
            case "args", "settings", "params", "config", "inputs" -> "did you mean \"with\"?";
            case "map", "foreach", "expand", "loop", "with_items" -> "did you mean \"for_each\"?";
            case "retries", "max_attempts" -> "write retry: {max_attempts: 3}; it counts the first attempt too";
            case "memory" -> "write resources: {memory: 512Mi}";
            case "priority_weight" -> "did you mean \"priority\"?";
            case "continue_on_error", "ignore_errors" -> "did you mean \"allow_failure\"?";
            case "class" -> "name a task type with \"uses\"; Java code of one's own is for pipelines written in Java";
            default -> null;
        };
    }

    private static @Nullable Schedule schedule(Fields fields, Problems problems) {
        CronExpression cron = fields.get(CRON).orElse(null);
        if (cron == null) {
            return null;
        }
        var plain = Schedule.cron("@daily");
        try {
            return new Schedule(
                    cron,
                    fields.get(TIMEZONE).orElse(plain.zone()),
                    fields.get(START).orElse(null),
                    fields.get(END).orElse(null),
                    fields.get(CATCHUP).orElse(plain.catchup()),
                    fields.get(OVERLAP).orElse(plain.overlap()),
                    fields.get(SCHEDULE_JITTER).orElse(plain.jitter()));
        } catch (InvalidScheduleException e) {
            Key<?> culprit =
                    e.key().equals(END.name()) ? END : e.key().equals(SCHEDULE_JITTER.name()) ? SCHEDULE_JITTER : START;
            problems.add(fields.at(culprit), String.valueOf(e.getMessage()), null);
            return null;
        }
    }

    /** A parameter: its type alone, or a map. */
    private record ParamShape(Section section) implements Shape<Param> {

        @Override
        public @Nullable Param read(Part part, Problems problems) {
            if (part.node() instanceof Node.Scalar) {
                ParamType type = TYPE.shape().read(part, problems);
                return type == null ? null : Param.of(type);
            }
            Fields fields = section.read(part, problems);
            ParamType type = fields == null ? null : fields.get(TYPE).orElse(null);
            if (fields == null || type == null) {
                return null;
            }
            return new Param(
                    type,
                    fields.get(DEFAULT).map(node -> value(type, node)).orElse(null),
                    fields.get(REQUIRED).orElse(false),
                    values(type, fields.get(ENUM).orElse(List.of())),
                    fields.get(PARAM_DESCRIPTION).orElse(""));
        }

        private static List<@Nullable Object> values(ParamType type, List<Node> nodes) {
            var values = new ArrayList<@Nullable Object>();
            nodes.forEach(node -> values.add(value(type, node)));
            return values;
        }

        private static @Nullable Object value(ParamType type, Node node) {
            boolean textual = type == ParamType.STRING || type == ParamType.DATE || type == ParamType.DATETIME;
            return textual && node instanceof Node.Scalar scalar && !scalar.isNull() ? scalar.text() : node.toJson();
        }

        @Override
        public Map<String, Object> schema(SchemaParts parts) {
            return Map.of("anyOf", List.of(TYPE.shape().schema(parts), section.schema(parts)));
        }
    }
}

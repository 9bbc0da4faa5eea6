package io.onedag;

import io.onedag.definition.PlanHash;
import io.onedag.validation.Locator;
import io.onedag.validation.PipelineValidator;
import io.onedag.validation.Validation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline: a checked DAG of tasks. Immutable and thread-safe.
 *
 * <ul>
 *   <li>{@code maxParallelTasks} 16, {@code maxActiveRuns} 1
 *   <li>no schedule, no timeout, no params, no pools
 *   <li>each task: one attempt, {@link TriggerRule#ALL_SUCCESS}, {@link Effect#REPEATABLE}
 * </ul>
 *
 * <pre>{@code
 * Pipeline.named("nightly")
 *     .task("extract", new ReadCsv("data/sales.csv"))
 *     .task("load", UpsertInto.table("sales").key("id"), t -> t.needs("extract").retry(RetryPolicy.fixed(3, ofSeconds(2))))
 *     .build();
 * }</pre>
 */
public final class Pipeline {

    /** Tasks of one run that run at once, unless a definition says otherwise. */
    public static final int DEFAULT_MAX_PARALLEL_TASKS = 16;

    /** Runs of one pipeline that are active at once, unless a definition says otherwise. */
    public static final int DEFAULT_MAX_ACTIVE_RUNS = 1;

    private final String name;
    private final String title;
    private final String description;
    private final String owner;
    private final List<String> tags;
    private final List<String> aliases;
    private final Map<String, Param> params;
    private final @Nullable Schedule schedule;
    private final int maxParallelTasks;
    private final int maxActiveRuns;
    private final @Nullable Duration timeout;
    private final Map<String, Integer> pools;
    private final List<TaskDefinition> tasks;
    private final List<NotifierDefinition> onFailure;
    private final List<NotifierDefinition> onSuccess;
    private final @Nullable Path folder;
    private final @Nullable Path source;
    private final Map<String, TaskDefinition> byName;
    private List<Problem> warnings = List.of();
    private volatile @Nullable String planHash;

    private Pipeline(Builder builder) {
        this.name = builder.name;
        this.title = builder.title;
        this.description = builder.description;
        this.owner = builder.owner;
        this.tags = List.copyOf(builder.tags);
        this.aliases = List.copyOf(builder.aliases);
        this.params = Collections.unmodifiableMap(new LinkedHashMap<>(builder.params));
        this.schedule = builder.schedule;
        this.maxParallelTasks = builder.maxParallelTasks;
        this.maxActiveRuns = builder.maxActiveRuns;
        this.timeout = builder.timeout;
        this.pools = Collections.unmodifiableMap(new LinkedHashMap<>(builder.pools));
        this.tasks = defined(builder);
        this.onFailure = List.copyOf(builder.onFailure);
        this.onSuccess = List.copyOf(builder.onSuccess);
        this.folder = builder.folder;
        this.source = builder.source;
        var index = new LinkedHashMap<String, TaskDefinition>();
        for (TaskDefinition task : tasks) {
            index.putIfAbsent(task.name(), task);
        }
        this.byName = Collections.unmodifiableMap(index);
    }

    private static List<TaskDefinition> defined(Builder builder) {
        var all = new TaskDefinition[builder.tasks.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = builder.tasks.get(i).define(builder);
        }
        return List.of(all);
    }

    private Pipeline(Pipeline other, UnaryOperator<TaskDefinition> change) {
        this.name = other.name;
        this.title = other.title;
        this.description = other.description;
        this.owner = other.owner;
        this.tags = other.tags;
        this.aliases = other.aliases;
        this.params = other.params;
        this.schedule = other.schedule;
        this.maxParallelTasks = other.maxParallelTasks;
        this.maxActiveRuns = other.maxActiveRuns;
        this.timeout = other.timeout;
        this.pools = other.pools;
        this.tasks = other.tasks.stream().map(change).toList();
        this.onFailure = other.onFailure;
        this.onSuccess = other.onSuccess;
        this.folder = other.folder;
        this.source = other.source;
        var index = new LinkedHashMap<String, TaskDefinition>();
        tasks.forEach(task -> index.put(task.name(), task));
        this.byName = Collections.unmodifiableMap(index);
        this.warnings = other.warnings;
    }

    /** Begins the definition of a pipeline. */
    public static Builder named(String name) {
        var sites = new CallSites();
        return new Builder(name, sites, sites::remember);
    }

    /** Begins the definition of a pipeline that is read from a document; {@code locator} knows where its parts stand. */
    public static Builder named(String name, Locator locator) {
        return new Builder(name, locator, null);
    }

    /** The name: unique among the pipelines of a store. */
    public String name() {
        return name;
    }

    /** The title for people; the name unless set. */
    public String title() {
        return title.isEmpty() ? name : title;
    }

    /** What it is for; empty: not said. */
    public String description() {
        return description;
    }

    /** Who answers for it; empty: not said. */
    public String owner() {
        return owner;
    }

    /** Tags, for people and for engines that show them. */
    public List<String> tags() {
        return tags;
    }

    /** Earlier names, which keep its history. */
    public List<String> aliases() {
        return aliases;
    }

    /** The parameters by name, in the order of the definition. */
    public Map<String, Param> params() {
        return params;
    }

    /** When it runs by itself. */
    public Optional<Schedule> schedule() {
        return Optional.ofNullable(schedule);
    }

    /** How many tasks of one run may run at once. */
    public int maxParallelTasks() {
        return maxParallelTasks;
    }

    /** How many of its runs may be active at once; further ones are {@link RunState#QUEUED}. */
    public int maxActiveRuns() {
        return maxActiveRuns;
    }

    /** The longest a run may take, from its start. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** The pools and their slots, shared by all runs of an engine. */
    public Map<String, Integer> pools() {
        return pools;
    }

    /** The tasks, in the order of the definition. */
    public List<TaskDefinition> tasks() {
        return tasks;
    }

    /**
     * A task.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public TaskDefinition task(String task) {
        TaskDefinition found = byName.get(task);
        if (found == null) {
            throw new IllegalArgumentException("pipeline \"" + name + "\" has no task \"" + task + "\"");
        }
        return found;
    }

    /** Whether there is a task of this name. */
    public boolean hasTask(String task) {
        return byName.containsKey(task);
    }

    /** Who is told when a run fails, times out or is cancelled. */
    public List<NotifierDefinition> onFailure() {
        return onFailure;
    }

    /** Who is told when a run succeeds. */
    public List<NotifierDefinition> onSuccess() {
        return onSuccess;
    }

    /** Where relative paths of the definition start; empty: the working directory. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    /** The file that it was read from; empty: it was built in Java. */
    public Optional<Path> source() {
        return Optional.ofNullable(source);
    }

    /** What is legal but probably not meant. */
    public List<Problem> warnings() {
        return warnings;
    }

    /**
     * SHA-256, in hex, of what decides the states, outputs and rows of a run: tasks, their types and settings, needs, rules, maps,
     * branches, params, effects, allowed failures and the version of the rules. Titles, tags, schedule, retries, timeouts and pools
     * don't count.
     */
    public String planHash() {
        String hash = planHash;
        if (hash == null) {
            hash = PlanHash.of(this);
            planHash = hash;
        }
        return hash;
    }

    /**
     * This pipeline with other bodies for some of its tasks, all else as it is: for trials and tests, which replace what a task does.
     *
     * @param bodies by the name of the task
     * @throws IllegalArgumentException when there is no task of such a name
     */
    public Pipeline withBodies(Map<String, TaskBody> bodies) {
        bodies.keySet().forEach(this::task);
        return new Pipeline(this, task -> {
            TaskBody body = bodies.get(task.name());
            return body == null ? task : task.withBody(body);
        });
    }

    @Override
    public String toString() {
        return "pipeline " + name + " (" + tasks.size() + " tasks)";
    }

    /** Builds a {@link Pipeline}. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private String title = "";
        private String description = "";
        private String owner = "";
        private List<String> tags = List.of();
        private List<String> aliases = List.of();
        private final Map<String, Param> params = new LinkedHashMap<>();
        private @Nullable Schedule schedule;
        private RetryPolicy defaultRetry = RetryPolicy.none();
        private @Nullable Duration defaultTimeout;
        private int maxParallelTasks = DEFAULT_MAX_PARALLEL_TASKS;
        private int maxActiveRuns = DEFAULT_MAX_ACTIVE_RUNS;
        private @Nullable Duration timeout;
        private final Map<String, Integer> pools = new LinkedHashMap<>();
        private final List<TaskBuilder> tasks = new ArrayList<>();
        private final List<NotifierDefinition> onFailure = new ArrayList<>();
        private final List<NotifierDefinition> onSuccess = new ArrayList<>();
        private @Nullable Path folder;
        private @Nullable Path source;
        private final Locator locator;
        private final @Nullable Consumer<String> taskAdded;

        private Builder(String name, Locator locator, @Nullable Consumer<String> taskAdded) {
            this.name = name;
            this.locator = locator;
            this.taskAdded = taskAdded;
        }

        /** Sets the title for people. */
        public Builder title(String text) {
            this.title = text;
            return this;
        }

        /** Says what it is for. */
        public Builder description(String text) {
            this.description = text;
            return this;
        }

        /** Says who answers for it. */
        public Builder owner(String text) {
            this.owner = text;
            return this;
        }

        /** Sets the tags. */
        public Builder tags(String... names) {
            this.tags = List.of(names);
            return this;
        }

        /** Names it had before: its history under them is its own. */
        public Builder aliases(String... names) {
            this.aliases = List.of(names);
            return this;
        }

        /** Declares a parameter. */
        public Builder param(String param, Param definition) {
            params.put(param, definition);
            return this;
        }

        /** Sets when it runs by itself. */
        public Builder schedule(Schedule when) {
            this.schedule = when;
            return this;
        }

        /** Sets the retry policy of tasks without one of their own; those of {@link Effect#ONCE} keep a single attempt. */
        public Builder defaultRetry(RetryPolicy policy) {
            this.defaultRetry = policy;
            return this;
        }

        /** Sets the attempt timeout of tasks without one of their own. */
        public Builder defaultTimeout(Duration limit) {
            this.defaultTimeout = limit;
            return this;
        }

        /** Sets how many tasks of one run may run at once. */
        public Builder maxParallelTasks(int limit) {
            this.maxParallelTasks = limit;
            return this;
        }

        /** Sets how many of its runs may be active at once. */
        public Builder maxActiveRuns(int limit) {
            this.maxActiveRuns = limit;
            return this;
        }

        /** Sets the longest a run may take. */
        public Builder timeout(Duration limit) {
            this.timeout = limit;
            return this;
        }

        /** Declares a pool: at most {@code slots} of the tasks that name it run at once, over all runs. */
        public Builder pool(String pool, int slots) {
            pools.put(pool, slots);
            return this;
        }

        /** Adds one who is told when a run fails, times out or is cancelled. */
        public Builder onFailure(NotifierSpec notifier) {
            onFailure.add(new NotifierDefinition(notifier.type(), settings(notifier.with())));
            return this;
        }

        /** Adds one who is told when a run succeeds. */
        public Builder onSuccess(NotifierSpec notifier) {
            onSuccess.add(new NotifierDefinition(notifier.type(), settings(notifier.with())));
            return this;
        }

        /** Sets where relative paths start. */
        public Builder folder(Path path) {
            this.folder = path;
            return this;
        }

        /** Sets the file that it was read from. */
        public Builder source(Path file) {
            this.source = file;
            return this;
        }

        /** Adds a task of Java code. */
        public Builder task(String task, Task code) {
            return task(task, new TaskBody.Code(code), t -> t);
        }

        /** Adds a task of Java code. */
        public Builder task(String task, Task code, UnaryOperator<TaskBuilder> options) {
            return task(task, new TaskBody.Code(code), options);
        }

        /** Adds a task of a registered type. */
        public Builder task(String task, TaskSpec spec) {
            return task(task, typed(spec), t -> t);
        }

        /** Adds a task of a registered type. */
        public Builder task(String task, TaskSpec spec, UnaryOperator<TaskBuilder> options) {
            return task(task, typed(spec), options);
        }

        /** Adds a task. */
        public Builder task(String task, TaskBody body, UnaryOperator<TaskBuilder> options) {
            if (taskAdded != null) {
                taskAdded.accept(task);
            }
            tasks.add(options.apply(new TaskBuilder(task, body)));
            return this;
        }

        /**
         * Checks the definition.
         *
         * @throws DefinitionException with all that is wrong with it
         */
        public Pipeline build() {
            Validation validation = check();
            if (!validation.errors().isEmpty()) {
                throw new DefinitionException(validation.errors());
            }
            return Objects.requireNonNull(validation.pipeline());
        }

        /** Checks the definition, for those who have more to say of it than {@link #build} would. */
        public Validation check() {
            var pipeline = new Pipeline(this);
            var ownRetry = new HashSet<String>();
            for (TaskBuilder task : tasks) {
                if (task.retry != null) {
                    ownRetry.add(task.name);
                }
            }
            Validation validation = PipelineValidator.check(pipeline, ownRetry, locator);
            pipeline.warnings = validation.warnings();
            return validation;
        }

        /**
         * Builds it without a check, for readers of definitions that were checked when they were written. What is wrong with it shows in
         * a run.
         */
        public Pipeline unchecked() {
            return new Pipeline(this);
        }

        private static TaskBody typed(TaskSpec spec) {
            return new TaskBody.Typed(spec.type(), settings(spec.with()));
        }

        private static Map<String, @Nullable Object> settings(Map<String, ?> with) {
            var settings = new LinkedHashMap<String, @Nullable Object>();
            for (Map.Entry<String, ?> each : with.entrySet()) {
                settings.put(each.getKey(), io.onedag.json.Json.normalize(each.getValue()));
            }
            return Collections.unmodifiableMap(settings);
        }
    }

    /** The options of one task. Not thread-safe. */
    public static final class TaskBuilder {

        private final String name;
        private final TaskBody body;
        private List<String> needs = List.of();
        private TriggerRule when = TriggerRule.ALL_SUCCESS;
        private @Nullable String producer;
        private List<String> producerPath = List.of();
        private int maxMapLength = ForEach.DEFAULT_MAX_LENGTH;
        private List<String> branch = List.of();
        private @Nullable RetryPolicy retry;
        private @Nullable Duration timeout;
        private @Nullable String pool;
        private int priority;
        private @Nullable String group;
        private boolean allowFailure;
        private Effect effect = Effect.REPEATABLE;
        private int maxRecoveries = TaskDefinition.DEFAULT_MAX_RECOVERIES;
        private Resources resources = Resources.NONE;
        private String description = "";
        private List<String> aliases = List.of();

        private TaskBuilder(String name, TaskBody body) {
            this.name = name;
            this.body = body;
        }

        /** Names its direct upstreams. */
        public TaskBuilder needs(String... tasks) {
            return needs(Arrays.asList(tasks));
        }

        /** Names its direct upstreams. */
        public TaskBuilder needs(List<String> tasks) {
            this.needs = List.copyOf(tasks);
            return this;
        }

        /** Sets its trigger rule. */
        public TaskBuilder when(TriggerRule rule) {
            this.when = rule;
            return this;
        }

        /**
         * Maps it over the list in the output of {@code task}, one of its needs: one instance for each element.
         *
         * @param path where in the output the list is; none: the output itself
         */
        public TaskBuilder forEach(String task, String... path) {
            this.producer = task;
            this.producerPath = List.of(path);
            return this;
        }

        /** Sets the longest list that it may be mapped over. */
        public TaskBuilder maxMapLength(int length) {
            this.maxMapLength = length;
            return this;
        }

        /** Makes it a branching task: it answers which of these direct successors run. */
        public TaskBuilder branch(String... successors) {
            this.branch = List.of(successors);
            return this;
        }

        /** Sets how often it is tried. */
        public TaskBuilder retry(RetryPolicy policy) {
            this.retry = policy;
            return this;
        }

        /** Sets the longest an attempt may take. */
        public TaskBuilder timeout(Duration limit) {
            this.timeout = limit;
            return this;
        }

        /** Names the pool whose slot it takes. */
        public TaskBuilder pool(String name) {
            this.pool = name;
            return this;
        }

        /** Sets its priority among tasks that wait for the same slot; higher goes first, the default is 0. */
        public TaskBuilder priority(int value) {
            this.priority = value;
            return this;
        }

        /** Names the group it is shown in. */
        public TaskBuilder group(String name) {
            this.group = name;
            return this;
        }

        /** Lets the run and most rules see its own failure as a success. */
        public TaskBuilder allowFailure() {
            return allowFailure(true);
        }

        /** Whether the run and most rules see its own failure as a success. */
        public TaskBuilder allowFailure(boolean allowed) {
            this.allowFailure = allowed;
            return this;
        }

        /** Sets how often its effect may happen. */
        public TaskBuilder effect(Effect value) {
            this.effect = value;
            return this;
        }

        /** Sets how many attempts may be lost with their process before it is given up. */
        public TaskBuilder maxRecoveries(int limit) {
            this.maxRecoveries = limit;
            return this;
        }

        /** Limits the memory of a JVM child, in bytes. */
        public TaskBuilder memory(long bytes) {
            this.resources = new Resources(bytes);
            return this;
        }

        /** Says what it is for. */
        public TaskBuilder description(String text) {
            this.description = text;
            return this;
        }

        /** Names it had before: its history under them is its own. */
        public TaskBuilder aliases(String... names) {
            this.aliases = List.of(names);
            return this;
        }

        private TaskDefinition define(Builder pipeline) {
            RetryPolicy policy = effect == Effect.ONCE && retry == null ? RetryPolicy.none() : retry;
            return new TaskDefinition(
                    name,
                    body,
                    needs,
                    when,
                    producer == null ? null : new ForEach(producer, producerPath, maxMapLength),
                    branch,
                    policy == null ? pipeline.defaultRetry : policy,
                    timeout == null ? pipeline.defaultTimeout : timeout,
                    pool,
                    priority,
                    group,
                    allowFailure,
                    effect,
                    maxRecoveries,
                    resources,
                    description,
                    aliases);
        }
    }
}

package io.onedag.definition;

import io.onedag.DefinitionException;
import io.onedag.NotifierSpec;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Reference;
import io.onedag.expr.Template;
import io.onedag.validation.Validation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a definition from a document: a tree of located values, whatever the notation. All that is wrong with it is reported at once, in
 * the order of the document.
 */
public final class DefinitionReader {

    /** The format of documents that Onedag writes. */
    static final int FORMAT = 1;

    private static final TaskBody UNREADABLE = new TaskBody.Code(context -> {
        throw new IllegalStateException("a definition with errors is never run");
    });

    private final Node document;
    private final Problems problems = new Problems();

    private DefinitionReader(Node document) {
        this.document = document;
    }

    /**
     * Reads what a person wrote.
     *
     * @param folder where relative paths start; null: the working directory
     * @throws DefinitionException when anything is wrong with it
     */
    public static Pipeline read(Node document, @Nullable Path folder) {
        return new DefinitionReader(document).read(folder, null, Keys.DEFINITION, Keys.TASKS, task -> null);
    }

    /**
     * Reads what a person wrote into a file.
     *
     * @param file the document's; relative paths start at its folder
     * @throws DefinitionException when anything is wrong with it
     */
    public static Pipeline readFile(Node document, Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return new DefinitionReader(document)
                .read(absolute.getParent(), absolute, Keys.DEFINITION, Keys.TASKS, task -> null);
    }

    /** Stands for the code of a task that isn't to be executed: it keeps its class's name. */
    public static final Task NOT_NEEDED = context -> TaskResult.fatal("its code was not asked for");

    /**
     * Reads what {@link DefinitionWriter} wrote.
     *
     * @param name of the document, for messages
     * @param folder where relative paths start; null: the working directory
     * @param code the Java code of a task by the task's name; null: this application has none; {@link #NOT_NEEDED}
     * @throws DefinitionException when anything is wrong with it: no such document, a task type or Java code that this application
     *     lacks, code of another class
     */
    public static Pipeline readStored(
            String name, String json, @Nullable Path folder, Function<String, @Nullable Task> code) {
        return new DefinitionReader(JsonNodes.parse(name, json))
                .read(folder, null, Keys.STORED_DEFINITION, Keys.STORED_TASKS, Objects.requireNonNull(code));
    }

    /**
     * Reads what {@link DefinitionWriter} wrote, for those who look at it: tasks of Java code keep their class's name, and can't be
     * executed.
     *
     * @param name of the document, for messages
     * @throws DefinitionException when anything is wrong with it
     */
    public static Pipeline readStored(String name, String json) {
        return new DefinitionReader(JsonNodes.parse(name, json))
                .read(null, null, Keys.STORED_DEFINITION, Keys.STORED_TASKS, null);
    }

    private Pipeline read(
            @Nullable Path folder,
            @Nullable Path source,
            Section section,
            Key<Map<String, Optional<Fields>>> tasks,
            @Nullable Function<String, @Nullable Task> code) {
        Fields fields = section.read(new Part("the definition", document.location(), document), problems);
        if (fields == null) {
            throw new DefinitionException(problems.all());
        }
        checkFormat(fields);
        var builder = Pipeline.named(fields.get(Keys.PIPELINE).orElse("unnamed"), new NodeLocator(document));
        if (folder != null) {
            builder.folder(folder);
        }
        if (source != null) {
            builder.source(source);
        }
        readPipeline(fields, builder);
        if (fields.get(tasks).isEmpty()) {
            builder.task("unreadable", UNREADABLE, task -> task);
        }
        fields.get(tasks)
                .orElse(Map.of())
                .forEach((name, task) -> task.ifPresentOrElse(
                        read -> addTask(name, read, builder, code), () -> builder.task(name, UNREADABLE, t -> t)));
        Validation validation = builder.check();
        if (problems.all().isEmpty() && validation.pipeline() != null) {
            return validation.pipeline();
        }
        var all = new ArrayList<Problem>(problems.all());
        all.addAll(validation.errors());
        all.sort(Problems.IN_ORDER_OF_DOCUMENT);
        throw new DefinitionException(all);
    }

    private void checkFormat(Fields fields) {
        fields.get(Keys.FORMAT).filter(format -> format > FORMAT).ifPresent(format -> {
            throw new DefinitionException(List.of(new Problem(
                    fields.at(Keys.FORMAT),
                    "a newer version of Onedag wrote this definition: its format is " + format
                            + ", this version reads up to " + FORMAT,
                    "upgrade Onedag here")));
        });
    }

    private static void readPipeline(Fields fields, Pipeline.Builder builder) {
        fields.get(Keys.TITLE).ifPresent(builder::title);
        fields.get(Keys.DESCRIPTION).ifPresent(builder::description);
        fields.get(Keys.OWNER).ifPresent(builder::owner);
        fields.get(Keys.TAGS).ifPresent(tags -> builder.tags(tags.toArray(String[]::new)));
        fields.get(Keys.ALIASES).ifPresent(aliases -> builder.aliases(aliases.toArray(String[]::new)));
        fields.get(Keys.PARAMS)
                .orElse(Map.of())
                .forEach((name, param) -> builder.param(name, param.orElseGet(Param::string)));
        fields.get(Keys.SCHEDULE).ifPresent(builder::schedule);
        fields.get(Keys.DEFAULTS).ifPresent(defaults -> {
            defaults.get(Keys.DEFAULT_RETRY).ifPresent(builder::defaultRetry);
            defaults.get(Keys.DEFAULT_TIMEOUT).ifPresent(builder::defaultTimeout);
        });
        fields.get(Keys.MAX_PARALLEL_TASKS).ifPresent(builder::maxParallelTasks);
        fields.get(Keys.MAX_ACTIVE_RUNS).ifPresent(builder::maxActiveRuns);
        fields.get(Keys.RUN_TIMEOUT).ifPresent(builder::timeout);
        fields.get(Keys.POOLS).orElse(Map.of()).forEach((name, slots) -> builder.pool(name, slots.orElse(1)));
        readNotifiers(fields.get(Keys.ON_FAILURE), builder::onFailure);
        readNotifiers(fields.get(Keys.ON_SUCCESS), builder::onSuccess);
    }

    private static void readNotifiers(Optional<List<Optional<Fields>>> notifiers, Consumer<NotifierSpec> add) {
        List<Optional<Fields>> all = notifiers.orElse(List.of());
        // Where one can't be read, the validation would find the others at wrong places of the list.
        if (all.stream()
                .allMatch(each -> each.filter(DefinitionReader::isNotifier).isPresent())) {
            all.stream()
                    .flatMap(Optional::stream)
                    .forEach(each -> add.accept(NotifierSpec.of(
                            each.get(Keys.NOTIFIER_USES).orElseThrow(),
                            each.get(Keys.NOTIFIER_WITH).orElse(Map.of()))));
        }
    }

    private static boolean isNotifier(Fields fields) {
        return fields.get(Keys.NOTIFIER_USES).isPresent() && !fields.isBroken(Keys.NOTIFIER_WITH);
    }

    private void addTask(
            String name, Fields fields, Pipeline.Builder builder, @Nullable Function<String, @Nullable Task> code) {
        Reference list = forEach(fields);
        // What is right under "with" can't be told where the rest could not be read.
        boolean broken = fields.isBroken(Keys.WITH)
                || fields.isBroken(Keys.NEEDS)
                || (list == null && fields.node(Keys.FOR_EACH).isPresent());
        builder.task(name, broken ? UNREADABLE : body(name, fields, code), task -> {
            if (list != null && !fields.isBroken(Keys.NEEDS)) {
                task.forEach(list.name(), list.path().toArray(String[]::new));
            }
            return readOptions(fields, task);
        });
    }

    private Pipeline.TaskBuilder readOptions(Fields fields, Pipeline.TaskBuilder task) {
        fields.get(Keys.NEEDS).ifPresent(task::needs);
        fields.get(Keys.WHEN).ifPresent(task::when);
        fields.get(Keys.MAX_MAP_LENGTH).ifPresent(task::maxMapLength);
        fields.get(Keys.BRANCH).ifPresent(names -> task.branch(names.toArray(String[]::new)));
        fields.get(Keys.RETRY).ifPresent(task::retry);
        fields.get(Keys.TIMEOUT).ifPresent(task::timeout);
        fields.get(Keys.POOL).ifPresent(task::pool);
        fields.get(Keys.PRIORITY).ifPresent(task::priority);
        fields.get(Keys.GROUP).ifPresent(task::group);
        fields.get(Keys.ALLOW_FAILURE).ifPresent(task::allowFailure);
        fields.get(Keys.EFFECT).ifPresent(task::effect);
        fields.get(Keys.MAX_RECOVERIES).ifPresent(task::maxRecoveries);
        fields.get(Keys.RESOURCES).ifPresent(task::memory);
        fields.get(Keys.TASK_DESCRIPTION).ifPresent(task::description);
        fields.get(Keys.TASK_ALIASES).ifPresent(aliases -> task.aliases(aliases.toArray(String[]::new)));
        if (fields.get(Keys.MAX_MAP_LENGTH).isPresent()
                && fields.node(Keys.FOR_EACH).isEmpty()) {
            problems.add(
                    fields.at(Keys.MAX_MAP_LENGTH),
                    "max_map_length of " + fields.label() + " limits nothing: the task is not mapped",
                    "add for_each: ${tasks.NAME.output}, or drop it");
        }
        return task;
    }

    /** The list that a task is mapped over; null: it isn't mapped, or a problem has been reported. */
    private @Nullable Reference forEach(Fields fields) {
        String expression = fields.get(Keys.FOR_EACH).orElse(null);
        if (expression == null) {
            return null;
        }
        String advice = "write ${tasks.NAME.output}, or ${tasks.NAME.output.PATH} for a part of it";
        try {
            List<Reference> references = Template.parse(expression).references();
            Reference list = references.size() == 1 ? references.get(0) : null;
            if (list != null
                    && list.kind() == Reference.Kind.TASK_OUTPUT
                    && expression.equals("${" + list.text() + "}")) {
                return list;
            }
            problems.add(
                    fields.at(Keys.FOR_EACH),
                    "\"for_each\" is " + Quoted.of(expression)
                            + "; it has to be an expression that names a task's output",
                    advice);
        } catch (ExpressionException e) {
            problems.add(fields.at(Keys.FOR_EACH), "\"for_each\": " + e.getMessage(), null);
        }
        return null;
    }

    private TaskBody body(String name, Fields fields, @Nullable Function<String, @Nullable Task> code) {
        Map<String, @Nullable Object> with = fields.get(Keys.WITH).orElse(Map.of());
        Optional<String> type = fields.get(Keys.USES);
        Optional<String> className = fields.get(Keys.CLASS);
        if (type.isPresent() && className.isEmpty()) {
            return new TaskBody.Typed(type.get(), with);
        }
        if (className.isPresent() && type.isEmpty()) {
            return code(name, fields, className.get(), code);
        }
        return UNREADABLE;
    }

    private TaskBody code(
            String name, Fields fields, String className, @Nullable Function<String, @Nullable Task> code) {
        Task task = code == null ? NOT_NEEDED : code.apply(name);
        if (task == NOT_NEEDED) {
            return new TaskBody.Code(
                    context -> {
                        throw TaskFailedException.fatal(
                                "the code of class " + className + " is not in this application");
                    },
                    className);
        }
        if (task == null) {
            problems.add(
                    fields.at(Keys.CLASS),
                    fields.label() + " is Java code of class " + className + ", which this application doesn't bring",
                    "use the application that started the run");
            return UNREADABLE;
        }
        var bound = new TaskBody.Code(task);
        if (!bound.className().equals(className)) {
            problems.add(
                    fields.at(Keys.CLASS),
                    fields.label() + " is Java code of class " + className + "; here it is of class "
                            + bound.className(),
                    "use the version of the application that started the run");
        }
        return bound;
    }
}

package io.onedag.hibernate;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.tasks.dataset.RowInput;
import io.onedag.tasks.dataset.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Loads rows of upstream tasks as entities, in one transaction: an entity whose id is in its table is updated, another one inserted.
 * Immutable.
 *
 * <pre>{@code
 * .task("load",
 *       LoadEntities.from("customers", row -> new Customer(row)).andFrom("purchases", row -> new Purchase(row)),
 *       t -> t.needs("customers", "purchases").effect(Effect.TRANSACTIONAL))
 * }</pre>
 *
 * <ul>
 *   <li>Sources are loaded in the order in which they were named, the rows of each in their own order; of two rows with one id the
 *       later counts.
 *   <li>Rows go to the database in batches of 500: in little memory, whatever their number. Each batch is looked up with one query.
 *   <li>An entity that has no id yet, or one that the database gives, is inserted.
 *   <li>The output says for each entity, by its name, how many rows were inserted and how many updated.
 * </ul>
 *
 * <p>The rows commit when the attempt succeeds: with {@link io.onedag.Effect#TRANSACTIONAL} together with its outcome, exactly once. The
 * entities are those of an {@link EntitySource}.
 */
public final class LoadEntities implements Task {

    /** Rows that go through the session at once. */
    static final int BATCH = 500;

    /** Something to do in the same transaction. */
    @FunctionalInterface
    public interface Step {

        /**
         * Does it.
         *
         * @param session the attempt's session; entities that it holds are detached once rows have been loaded
         */
        void run(Session session, TaskContext context) throws Exception;
    }

    /** Where rows come from and what becomes of them. */
    private record Source(String task, @Nullable String field, Function<Map<String, @Nullable String>, ?> entity) {}

    private final List<Source> sources;
    private final List<Step> before;
    private final List<Step> after;

    private LoadEntities(List<Source> sources, List<Step> before, List<Step> after) {
        this.sources = List.copyOf(sources);
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
    }

    /**
     * Loads the rows of a task.
     *
     * @param task one of the task's needs; its output is a dataset, those of a mapped task's instances, or a list of objects
     * @param entity makes an entity of a row: texts by column, null where there is none
     */
    public static LoadEntities from(String task, Function<Map<String, @Nullable String>, ?> entity) {
        return new LoadEntities(List.of(new Source(task, null, entity)), List.of(), List.of());
    }

    /**
     * Loads the rows that one field of a task's output refers to.
     *
     * @param field its key
     */
    public static LoadEntities from(String task, String field, Function<Map<String, @Nullable String>, ?> entity) {
        return new LoadEntities(List.of(new Source(task, field, entity)), List.of(), List.of());
    }

    /** Loads the rows of another task too. */
    public LoadEntities andFrom(String task, Function<Map<String, @Nullable String>, ?> entity) {
        return new LoadEntities(with(sources, new Source(task, null, entity)), before, after);
    }

    /** Loads the rows that one field of a task's output refers to, too. */
    public LoadEntities andFrom(String task, String field, Function<Map<String, @Nullable String>, ?> entity) {
        return new LoadEntities(with(sources, new Source(task, field, entity)), before, after);
    }

    /** Does something first, for example looks whether the rows may be loaded at all: what it throws keeps all of them out. */
    public LoadEntities before(Step step) {
        return new LoadEntities(sources, with(before, step), after);
    }

    /** Does something at the end, for example moves a watermark. */
    public LoadEntities after(Step step) {
        return new LoadEntities(sources, before, with(after, step));
    }

    private static <T> List<T> with(List<T> list, T one) {
        var longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        Session session = context.resource(Session.class);
        for (Step step : before) {
            step.run(session, context);
        }
        var loading = new Loading(session, context);
        for (Source source : sources) {
            loading.load(source);
        }
        for (Step step : after) {
            step.run(session, context);
        }
        flush(session);
        return TaskResult.success(loading.output());
    }

    private static void flush(Session session) {
        try {
            session.flush();
        } catch (RuntimeException e) {
            throw Refusals.of(e);
        }
    }

    /** What became of the rows of one entity. */
    private static final class Count {
        private long inserted;
        private long updated;
    }

    /** One attempt. */
    private static final class Loading {
        private final Session session;
        private final TaskContext context;
        private final Map<String, Count> counts = new TreeMap<>();

        Loading(Session session, TaskContext context) {
            this.session = session;
            this.context = context;
        }

        void load(Source source) throws Exception {
            Object output = context.output(source.task());
            if (source.field() != null) {
                output = output instanceof Map<?, ?> map ? map.get(source.field()) : null;
            }
            if (output == null) {
                throw TaskFailedException.fatal("task \"" + source.task() + "\" has no rows to load: its output "
                        + (source.field() == null ? "is null" : "has no field \"" + source.field() + "\""));
            }
            try (RowInput rows = RowInput.open(output, context)) {
                List<String> columns = rows.columns();
                List<Object> batch = new ArrayList<>();
                long number = 0;
                for (@Nullable Object @Nullable [] row = rows.next(); row != null; row = rows.next()) {
                    Map<String, @Nullable String> texts = new LinkedHashMap<>();
                    for (int i = 0; i < row.length; i++) {
                        texts.put(columns.get(i), Values.text(row[i]));
                    }
                    batch.add(entity(source, ++number, texts));
                    if (batch.size() == BATCH) {
                        write(batch);
                        batch.clear();
                    }
                }
                write(batch);
            }
        }

        private static Object entity(Source source, long number, Map<String, @Nullable String> row) {
            try {
                return source.entity().apply(Collections.unmodifiableMap(row));
            } catch (TaskFailedException e) {
                throw e;
            } catch (RuntimeException e) {
                throw TaskFailedException.fatal(
                        "row " + number + " of task \"" + source.task() + "\" can't become an entity: " + e
                                + "; the row is " + row,
                        e);
            }
        }

        private void write(List<Object> batch) throws InterruptedException {
            context.checkCancelled();
            Map<Class<?>, Set<Object>> ids = new LinkedHashMap<>();
            for (Object entity : batch) {
                Object id = id(entity);
                if (id != null) {
                    ids.computeIfAbsent(entity.getClass(), type -> new LinkedHashSet<>())
                            .add(id);
                }
            }
            ids.forEach((type, some) -> some.retainAll(known(type, some)));
            for (Object entity : batch) {
                Count count = counts.computeIfAbsent(name(entity), name -> new Count());
                Object id = id(entity);
                if (id != null && !ids.get(entity.getClass()).add(id)) {
                    session.merge(entity);
                    count.updated++;
                } else {
                    session.persist(entity);
                    count.inserted++;
                }
            }
            // In little memory, and an error names a row of this batch.
            flush(session);
            session.clear();
            context.addRows(new Rows(batch.size(), batch.size(), 0));
        }

        /** The ids that are in the table; their entities are in the session from then on. */
        private Set<Object> known(Class<?> type, Set<Object> ids) {
            Set<Object> known = new HashSet<>();
            session.findMultiple(type, List.copyOf(ids)).forEach(found -> {
                if (found != null) {
                    known.add(id(found));
                }
            });
            return known;
        }

        private @Nullable Object id(Object entity) {
            return session.getSessionFactory().getPersistenceUnitUtil().getIdentifier(entity);
        }

        private String name(Object entity) {
            return session.getSessionFactory()
                    .getMetamodel()
                    .entity(entity.getClass())
                    .getName();
        }

        Map<String, Object> output() {
            Map<String, Object> output = new LinkedHashMap<>();
            counts.forEach((name, count) -> {
                Map<String, Object> rows = new LinkedHashMap<>();
                rows.put("inserted", count.inserted);
                rows.put("updated", count.updated);
                output.put(name, rows);
            });
            return output;
        }
    }
}

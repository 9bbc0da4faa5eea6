package io.onedag.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.hibernate.ShopEntities.Customer;
import io.onedag.local.LocalEngine;
import io.onedag.run.Admission;
import io.onedag.run.RunHandle;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import io.onedag.store.TestStore;
import io.onedag.store.TestStores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
class SessionTest {

    @Parameter
    TestStores kind;

    @TempDir
    Path home;

    private final LocalEngine engine = new LocalEngine();
    private TestStore test;
    private RunStore store;
    private RunService service;

    @BeforeEach
    void open() throws SQLException {
        test = kind.open();
        store = test.store();
        service = new RunService(
                store, ProcessInfo.current(RunIds.next(), "app", "1"), Map.of(), home, List.of(), RunListener.NONE);
        sql(
                kind == TestStores.SQLITE
                        ? "create table customer (id bigint primary key, name text, born text, called text, opens text, seen text)"
                        : "create table customer (id bigint primary key, name text, born date, called timestamp, opens time, "
                                + "seen timestamptz)");
    }

    @AfterEach
    void close_and_find_no_connection_left() throws SQLException {
        sql("drop table customer");
        service.close();
        engine.close();
        store.close();
        assertThat(test.openConnections()).as("connections left open").isZero();
        test.close();
    }

    // ---- mapping and migrations

    @Test
    void the_entities_fit_the_migrated_tables() throws SQLException {
        try (Connection connection = store.openConnection()) {
            var place = SessionFactories.place(connection);
            assertThatCode(() -> SessionFactories.build(
                                    place,
                                    SessionFactories.entities(),
                                    Map.of(
                                            AvailableSettings.HBM2DDL_AUTO,
                                            "validate",
                                            AvailableSettings.CONNECTION_PROVIDER,
                                            new OneConnection(connection)))
                            .close())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void an_entity_that_does_not_fit_would_be_found() throws SQLException {
        sql("alter table customer drop column seen");
        try (Connection connection = store.openConnection()) {
            var place = SessionFactories.place(connection);
            assertThatThrownBy(() -> SessionFactories.build(
                            place,
                            SessionFactories.entities(),
                            Map.of(
                                    AvailableSettings.HBM2DDL_AUTO,
                                    "validate",
                                    AvailableSettings.CONNECTION_PROVIDER,
                                    new OneConnection(connection))))
                    .hasMessageContaining("seen");
        }
    }

    // ---- one transaction

    @Test
    void a_session_commits_with_a_successful_attempt() throws Exception {
        assertThat(run(Effect.REPEATABLE, context -> {
                    context.resource(Session.class).persist(new Customer(1, "Ana"));
                    return TaskResult.success();
                }))
                .isEqualTo(TaskState.SUCCEEDED);
        assertThat(count("customer")).isEqualTo(1);
    }

    @Test
    void a_session_and_the_connection_are_one_transaction() throws Exception {
        for (Effect effect : List.of(Effect.REPEATABLE, Effect.TRANSACTIONAL)) {
            assertThat(run(effect, context -> {
                        Session session = context.resource(Session.class);
                        session.persist(new Customer(1, "Ana"));
                        session.flush();
                        try (Statement statement =
                                context.resource(Connection.class).createStatement()) {
                            statement.execute("update customer set name = 'Bea' where id = 1");
                        }
                        throw new IllegalStateException("after both");
                    }))
                    .isEqualTo(TaskState.FAILED);
            assertThat(count("customer")).as("%s", effect).isZero();
        }
    }

    @Test
    void a_transactional_tasks_session_commits_with_its_outcome() throws Exception {
        assertThat(run(Effect.TRANSACTIONAL, context -> {
                    for (int i = 0; i < 120; i++) {
                        context.resource(Session.class).persist(new Customer(i, "c" + i));
                    }
                    return TaskResult.success();
                }))
                .isEqualTo(TaskState.SUCCEEDED);
        assertThat(count("customer")).isEqualTo(120);
    }

    @Test
    void what_can_not_be_written_at_the_end_fails_the_attempt_and_leaves_nothing() throws Exception {
        for (Effect effect : List.of(Effect.REPEATABLE, Effect.TRANSACTIONAL)) {
            assertThat(run(effect, context -> {
                        Session session = context.resource(Session.class);
                        session.persist(new Customer(7, "first"));
                        session.flush();
                        session.clear();
                        session.persist(new Customer(7, "second"));
                        return TaskResult.success();
                    }))
                    .isEqualTo(TaskState.FAILED);
            assertThat(count("customer")).as("%s", effect).isZero();
        }
    }

    @Test
    void a_transaction_that_the_task_ends_itself_loses_nothing_silently() throws Exception {
        assertThat(run(Effect.REPEATABLE, context -> {
                    Session session = context.resource(Session.class);
                    session.persist(new Customer(1, "Ana"));
                    session.getTransaction().commit();
                    throw new IllegalStateException("afterwards");
                }))
                .isEqualTo(TaskState.FAILED);
        assertThat(count("customer"))
                .as("a commit of the session is the attempt's")
                .isZero();
    }

    @Test
    void every_use_in_an_attempt_gets_the_same_session() throws Exception {
        assertThat(run(Effect.REPEATABLE, context -> {
                    Session session = context.resource(Session.class);
                    assertThat(context.resource(Session.class)).isSameAs(session);
                    return TaskResult.success();
                }))
                .isEqualTo(TaskState.SUCCEEDED);
    }

    // ---- staging

    @Test
    void raw_and_transformed_records_are_staged_with_their_run() throws Exception {
        var ids = new UUID[2];
        assertThat(run(Effect.TRANSACTIONAL, context -> {
                    Session session = context.resource(Session.class);
                    var raw = new RawData(context, "shop.csv", "17", Map.of("name", "Zoë \u0000 \ud83d\ude80", "n", 3));
                    var good = new TransformedData(context, raw, List.of(1, 2));
                    good.valid();
                    var bad = new TransformedData(context, raw, null);
                    bad.invalid("no name");
                    session.persist(raw);
                    session.persist(good);
                    session.persist(bad);
                    ids[0] = raw.id();
                    ids[1] = bad.id();
                    return TaskResult.success();
                }))
                .isEqualTo(TaskState.SUCCEEDED);

        History.read(store, session -> {
            RawData raw = session.find(RawData.class, ids[0]);
            assertThat(raw.content()).isEqualTo(Map.of("name", "Zoë \u0000 \ud83d\ude80", "n", 3L));
            assertThat(raw.source()).isEqualTo("shop.csv");
            assertThat(raw.sourceKey()).isEqualTo("17");
            assertThat(raw.task()).isEqualTo("load");
            assertThat(raw.extractedAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
            TransformedData bad = session.find(TransformedData.class, ids[1]);
            assertThat(bad.raw()).isSameAs(raw);
            assertThat(bad.validationStatus()).isEqualTo(ValidationStatus.INVALID);
            assertThat(bad.validationMessage()).isEqualTo("no name");
            assertThat(session.createSelectionQuery(
                                    "select count(*) from TransformedData where validationStatus = VALID and raw.id = :raw",
                                    Long.class)
                            .setParameter("raw", raw.id())
                            .getSingleResult())
                    .isEqualTo(1);
            return null;
        });
    }

    @Test
    void dates_and_times_of_an_applications_entities_survive_any_time_zone() throws Exception {
        TimeZone before = TimeZone.getDefault();
        var at = Instant.parse("2026-03-29T01:30:00.123456Z");
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Europe/Paris"));
            assertThat(run(Effect.REPEATABLE, context -> {
                        var customer = new Customer(1, "Ana");
                        customer.born = LocalDate.parse("1969-12-31");
                        customer.called = LocalDateTime.parse("2026-03-29T02:30:00.5");
                        customer.opens = LocalTime.parse("02:30");
                        customer.seen = at;
                        context.resource(Session.class).persist(customer);
                        return TaskResult.success();
                    }))
                    .isEqualTo(TaskState.SUCCEEDED);
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
            History.read(store, session -> {
                Customer read = session.find(Customer.class, 1L);
                assertThat(read.born).isEqualTo("1969-12-31");
                assertThat(read.called).isEqualTo("2026-03-29T02:30:00.5");
                assertThat(read.opens).isEqualTo("02:30");
                assertThat(read.seen).isEqualTo(at);
                assertThat(session.createSelectionQuery(
                                        "from Customer where seen >= :from and seen < :to and born = :born",
                                        Customer.class)
                                .setParameter("from", at)
                                .setParameter("to", at.plusNanos(1000))
                                .setParameter("born", LocalDate.parse("1969-12-31"))
                                .getResultList())
                        .hasSize(1);
                return null;
            });
        } finally {
            TimeZone.setDefault(before);
        }
    }

    // ---- history

    @Test
    void the_history_is_read_as_entities() throws Exception {
        var runs = new java.util.concurrent.atomic.AtomicInteger();
        Pipeline pipeline = Pipeline.named("sales")
                .task(
                        "load",
                        context -> runs.incrementAndGet() == 1
                                ? TaskResult.retryable("not yet")
                                : TaskResult.success(Map.of("rows", 3)),
                        t -> t.retry(io.onedag.RetryPolicy.exponential(2, java.time.Duration.ofMillis(1))))
                .task("never", context -> TaskResult.skipped("no need"), t -> t.needs("load"))
                .build();
        RunHandle handle = start(pipeline);

        History.read(store, session -> {
            PipelineRun run = session.find(PipelineRun.class, handle.id());
            assertThat(run.pipeline()).isEqualTo("sales");
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.startedAt()).isNotNull();
            assertThat(run.tasks()).extracting(PipelineTask::task).containsExactly("load", "never");
            PipelineTask load = run.tasks().get(0);
            assertThat(load.output()).isEqualTo("{\"rows\":3}");
            assertThat(load.attempt()).isEqualTo(2);
            assertThat(load.state()).isEqualTo(TaskState.SUCCEEDED);
            assertThat(run.attempts()).singleElement().satisfies(attempt -> {
                assertThat(attempt.errorMessage()).contains("not yet");
                assertThat(attempt.outcome()).isEqualTo(TaskState.RETRY_WAIT);
            });
            assertThat(session.createSelectionQuery(
                                    "select t.task from PipelineTask t where t.run.state = SUCCEEDED and t.state = SKIPPED",
                                    String.class)
                            .getResultList())
                    .containsExactly("never");
            return null;
        });
    }

    @Test
    void a_store_without_a_database_has_no_history() {
        assertThatThrownBy(() -> History.read(new MemoryRunStore(), session -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory of this process");
    }

    // ---- helpers

    private TaskState run(Effect effect, Task body) throws Exception {
        RunHandle handle = start(Pipeline.named("shop-" + RunIds.next())
                .task("load", body, t -> t.effect(effect))
                .build());
        return store.taskRuns(handle.id()).get(0).state();
    }

    private RunHandle start(Pipeline pipeline) throws InterruptedException {
        RunHandle handle = service.start(pipeline, engine, RunRequest.of(Map.of()), Admission.Strictness.NONE);
        handle.await();
        return handle;
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count(String table) throws SQLException {
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + table)) {
            count.next();
            return count.getInt(1);
        }
    }
}

package io.onedag.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunStore;
import io.onedag.engine.TaskRunRecord;
import io.onedag.hibernate.ShopEntities.Customer;
import io.onedag.json.Json;
import io.onedag.local.LocalEngine;
import io.onedag.run.Admission;
import io.onedag.run.RunHandle;
import io.onedag.run.RunRequest;
import io.onedag.run.RunService;
import io.onedag.store.TestStore;
import io.onedag.store.TestStores;
import io.onedag.tasks.ReadCsv;
import io.onedag.tasks.dataset.DatasetWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
class LoadEntitiesTest {

    private static final LoadEntities LOAD = LoadEntities.from("rows", LoadEntitiesTest::customer);

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
                        ? "create table customer (id bigint primary key, name text, born text, called text, opens"
                                + " text, seen text)"
                        : "create table customer (id bigint primary key, name text, born date, called timestamp, opens"
                                + " time, seen timestamptz)");
    }

    @AfterEach
    void close() throws SQLException {
        sql("drop table customer");
        service.close();
        engine.close();
        test.close();
    }

    private static Customer customer(Map<String, String> row) {
        return new Customer(Long.parseLong(row.get("id")), row.get("name"));
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = store.openConnection();
                Statement each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    private List<String> customers() throws SQLException {
        try (Connection connection = store.openConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, name from customer order by id")) {
            var customers = new ArrayList<String>();
            while (rows.next()) {
                customers.add(rows.getLong(1) + " " + rows.getString(2));
            }
            return customers;
        }
    }

    /** A dataset of customers: {@code id name} each. */
    private static Task dataset(String... rows) {
        return context -> {
            try (var writer = DatasetWriter.create(context, List.of("id", "name"))) {
                for (String row : rows) {
                    writer.write((Object[]) row.split(" "));
                }
                return TaskResult.success(writer.finish().toOutput());
            }
        };
    }

    private TaskRunRecord run(Effect effect, Task rows, LoadEntities load) throws InterruptedException {
        Pipeline pipeline = Pipeline.named("shop")
                .task("rows", rows)
                .task("load", load, t -> t.needs("rows").effect(effect))
                .build();
        RunHandle handle = service.start(pipeline, engine, RunRequest.of(Map.of()), Admission.Strictness.NONE);
        handle.await();
        return store.taskRuns(handle.id()).stream()
                .filter(each -> each.task().equals("load"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rows_that_are_new_are_inserted_and_others_updated() throws Exception {
        for (Effect effect : List.of(Effect.REPEATABLE, Effect.TRANSACTIONAL)) {
            sql("delete from customer");
            sql("insert into customer (id, name) values (2, 'Bo'), (9, 'Zoe')");
            TaskRunRecord load = run(effect, dataset("1 Ana", "2 Bea", "3 Cid"), LOAD);
            assertThat(load.state()).as("%s", load.error()).isEqualTo(TaskState.SUCCEEDED);
            assertThat(customers()).containsExactly("1 Ana", "2 Bea", "3 Cid", "9 Zoe");
            assertThat(Json.parse(load.output())).isEqualTo(Map.of("Customer", Map.of("inserted", 2L, "updated", 1L)));
            assertThat(load.rows().written()).isEqualTo(3);
        }
    }

    @Test
    void loading_again_changes_nothing() throws Exception {
        run(Effect.REPEATABLE, dataset("1 Ana", "2 Bea"), LOAD);
        TaskRunRecord again = run(Effect.REPEATABLE, dataset("1 Ana", "2 Bea"), LOAD);
        assertThat(Json.parse(again.output())).isEqualTo(Map.of("Customer", Map.of("inserted", 0L, "updated", 2L)));
        assertThat(customers()).containsExactly("1 Ana", "2 Bea");
    }

    @Test
    void of_two_rows_with_one_id_the_later_counts() throws Exception {
        TaskRunRecord load = run(Effect.REPEATABLE, dataset("1 Ana", "1 Bea"), LOAD);
        assertThat(customers()).containsExactly("1 Bea");
        assertThat(Json.parse(load.output())).isEqualTo(Map.of("Customer", Map.of("inserted", 1L, "updated", 1L)));
    }

    @Test
    void many_rows_go_in_batches() throws Exception {
        int rows = 2 * LoadEntities.BATCH + 7;
        Task many = context -> {
            try (var writer = DatasetWriter.create(context, List.of("id", "name"))) {
                for (int i = 0; i < rows; i++) {
                    writer.write(i, "c" + i % 10);
                }
                return TaskResult.success(writer.finish().toOutput());
            }
        };
        for (int time = 0; time < 2; time++) {
            TaskRunRecord load = run(Effect.TRANSACTIONAL, many, LOAD);
            assertThat(load.state()).as("%s", load.error()).isEqualTo(TaskState.SUCCEEDED);
            assertThat(customers()).hasSize(rows).contains("0 c0", rows - 1 + " c" + (rows - 1) % 10);
        }
    }

    @Test
    void objects_and_fields_of_an_output_are_loaded_too() throws Exception {
        Task rows = context -> TaskResult.success(Map.of(
                "good", List.of(Map.of("id", 1, "name", "Ana")), "late", List.of(Map.of("id", 2, "name", "Bea"))));
        run(
                Effect.REPEATABLE,
                rows,
                LoadEntities.from("rows", "good", LoadEntitiesTest::customer)
                        .andFrom("rows", "late", LoadEntitiesTest::customer));
        assertThat(customers()).containsExactly("1 Ana", "2 Bea");
    }

    @Test
    void a_step_before_keeps_all_rows_out_by_throwing() throws Exception {
        TaskRunRecord load = run(Effect.TRANSACTIONAL, dataset("1 Ana"), LOAD.before((session, context) -> {
            throw new IllegalStateException("not today");
        }));
        assertThat(load.state()).isEqualTo(TaskState.FAILED);
        assertThat(customers()).isEmpty();
    }

    @Test
    void steps_are_part_of_the_transaction() throws Exception {
        LoadEntities load = LOAD.before((session, context) -> session.persist(new Customer(50, "before")))
                .after((session, context) -> session.persist(new Customer(60, "after")));
        assertThat(run(Effect.TRANSACTIONAL, dataset("1 Ana"), load).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(customers()).containsExactly("1 Ana", "50 before", "60 after");

        sql("delete from customer");
        LoadEntities failing = load.after((session, context) -> {
            throw new IllegalStateException("at the very end");
        });
        assertThat(run(Effect.TRANSACTIONAL, dataset("1 Ana"), failing).state()).isEqualTo(TaskState.FAILED);
        assertThat(customers()).isEmpty();
    }

    @Test
    void a_row_that_breaks_a_constraint_fails_for_good_also_at_the_commit() throws Exception {
        sql("create unique index one_of_a_name on customer (name)");
        LoadEntities late = LOAD.after((session, context) -> session.persist(new Customer(9, "Ana")));
        for (Effect effect : List.of(Effect.REPEATABLE, Effect.TRANSACTIONAL)) {
            for (TaskRunRecord load :
                    List.of(run(effect, dataset("1 Ana", "2 Ana"), LOAD), run(effect, dataset("1 Ana"), late))) {
                assertThat(load.state()).isEqualTo(TaskState.FAILED);
                assertThat(load.error().fatal()).as("%s", load.error()).isTrue();
                assertThat(load.error().message())
                        .contains("the database refused a row", "the constraint that it breaks");
            }
            assertThat(customers()).isEmpty();
        }
    }

    @Test
    void a_row_that_can_not_become_an_entity_is_named() throws Exception {
        TaskRunRecord load = run(Effect.REPEATABLE, dataset("1 Ana", "two Bea"), LOAD);
        assertThat(load.state()).isEqualTo(TaskState.FAILED);
        assertThat(load.error().message())
                .contains("row 2 of task \"rows\" can't become an entity", "two", "{id=two, name=Bea}");
        assertThat(customers()).isEmpty();
    }

    @Test
    void a_task_without_rows_is_an_error() throws Exception {
        TaskRunRecord load = run(Effect.REPEATABLE, context -> TaskResult.success(), LOAD);
        assertThat(load.error().message()).isEqualTo("task \"rows\" has no rows to load: its output is null");
        TaskRunRecord field = run(
                Effect.REPEATABLE,
                context -> TaskResult.success(Map.of("a", 1)),
                LoadEntities.from("rows", "b", LoadEntitiesTest::customer));
        assertThat(field.error().message())
                .isEqualTo("task \"rows\" has no rows to load: its output has no field \"b\"");
    }

    @Test
    void the_example_of_the_page_loads_what_it_says() throws Exception {
        Files.writeString(home.resolve("customers.csv"), "id,name\n1,Ana\n2,Bea\n3,Cid\n");
        sql("insert into customer (id, name) values (2, 'Bo')");
        Pipeline pipeline = Pipeline.named("shop")
                .task("customers", new ReadCsv("customers.csv").type("id", "integer"))
                .task(
                        "load",
                        LoadEntities.from(
                                "customers", row -> new Customer(Long.parseLong(row.get("id")), row.get("name"))),
                        t -> t.needs("customers").effect(Effect.TRANSACTIONAL))
                .build();
        var here = new RunService(
                store,
                ProcessInfo.current(RunIds.next(), "app", "1"),
                Map.of("ONEDAG_WORKDIR", home.toString()),
                home,
                List.of(),
                RunListener.NONE);
        try (here) {
            RunHandle handle = here.start(pipeline, engine, RunRequest.of(Map.of()), Admission.Strictness.NONE);
            handle.await();
            String output = store.taskRuns(handle.id()).stream()
                    .filter(each -> each.task().equals("load"))
                    .findFirst()
                    .orElseThrow()
                    .output();
            assertThat(customers()).containsExactly("1 Ana", "2 Bea", "3 Cid");
            String page = Files.readString(Path.of("../docs/entities.md"));
            assertThat(page).contains(output.replace(":", ": ").replace(",", ", "));
            String example = page.replaceAll("(?s).*```java\n(.*?);?\n```.*", "$1");
            assertThat(Files.readString(Path.of("src/test/java/io/onedag/hibernate/LoadEntitiesTest.java"))
                            .replaceAll("\\s+", ""))
                    .contains(example.replaceAll("\\s+", ""));
        }
    }
}

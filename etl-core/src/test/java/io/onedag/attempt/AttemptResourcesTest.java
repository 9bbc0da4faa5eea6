package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Effect;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the work that a task does through its resources. */
@Timeout(20)
class AttemptResourcesTest {

    private static final Task USES_A_CONNECTION = context -> {
        context.resource(Connection.class).clearWarnings();
        return TaskResult.success("done");
    };

    @TempDir
    Path home;

    @AutoClose
    private @Nullable AttemptFixture opened;

    private AttemptFixture fixture;
    private final List<String> calls = new ArrayList<>();

    @BeforeEach
    void open() {
        opened = new AttemptFixture(home);
        fixture = opened;
    }

    /** A resource that tells what becomes of it, and fails where it is told to. */
    private final class Provider<T> implements ResourceProvider<T> {
        private final Class<T> type;
        private final T resource;
        private final List<String> failing;

        Provider(Class<T> type, T resource, String... failing) {
            this.type = type;
            this.resource = resource;
            this.failing = List.of(failing);
        }

        @Override
        public Class<T> type() {
            return type;
        }

        private void call(String what) throws IOException {
            calls.add(what + " " + type.getSimpleName());
            if (failing.contains(what)) {
                throw new IOException("can't " + what);
            }
        }

        @Override
        public Handle<T> open(TaskContext context) throws IOException {
            call("open");
            return new Handle<>() {
                @Override
                public T get() {
                    return resource;
                }

                @Override
                public void commit() throws IOException {
                    call("commit");
                }

                @Override
                public void rollback() throws IOException {
                    call("rollback");
                }

                @Override
                public void close() throws IOException {
                    call("close");
                }
            };
        }
    }

    private Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName() + (arguments == null ? "" : " " + arguments[0]));
                    return null;
                });
    }

    /** A store whose database hands out {@link #connection()}. */
    private RunStore store() {
        return (RunStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RunStore.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("openConnection");
                    return connection();
                });
    }

    private RunStore.EffectTransaction transaction() {
        Connection connection = connection();
        return new RunStore.EffectTransaction() {
            @Override
            public Connection connection() {
                return connection;
            }

            @Override
            public void commit(RunChange outcome) {
                calls.add("commit transaction");
            }

            @Override
            public void close() {
                calls.add("close transaction");
            }
        };
    }

    @Test
    void a_resource_that_is_not_asked_for_is_not_opened() {
        fixture.providers.add(new Provider<>(StringBuilder.class, new StringBuilder()));

        fixture.run(context -> TaskResult.success());

        assertThat(calls).isEmpty();
    }

    @Test
    void a_resource_is_opened_once_and_committed_and_closed_by_a_success() {
        fixture.providers.add(new Provider<>(StringBuilder.class, new StringBuilder()));

        fixture.run(context -> {
            assertThat(context.resource(StringBuilder.class)).isSameAs(context.resource(StringBuilder.class));
            return TaskResult.success();
        });

        assertThat(calls).containsExactly("open StringBuilder", "commit StringBuilder", "close StringBuilder");
    }

    @Test
    void a_failure_a_skip_and_a_cancel_roll_back() {
        fixture.providers.add(new Provider<>(StringBuilder.class, new StringBuilder()));
        for (TaskResult result : List.of(TaskResult.retryable("no"), TaskResult.skipped("seen before"))) {
            calls.clear();
            fixture.run(context -> {
                context.resource(StringBuilder.class);
                return result;
            });
            assertThat(calls).containsExactly("open StringBuilder", "rollback StringBuilder", "close StringBuilder");
        }
    }

    @Test
    void what_was_opened_last_is_committed_and_closed_first() {
        fixture.providers.add(new Provider<>(StringBuilder.class, new StringBuilder()));
        fixture.providers.add(new Provider<>(Integer.class, 7));

        fixture.run(context -> {
            context.resource(StringBuilder.class).append(context.resource(Integer.class));
            return TaskResult.success();
        });

        assertThat(calls)
                .containsExactly(
                        "open StringBuilder",
                        "open Integer",
                        "commit Integer",
                        "commit StringBuilder",
                        "close Integer",
                        "close StringBuilder");
    }

    @Test
    void a_commit_that_fails_is_a_retryable_failure_of_the_attempt_and_rolls_back() {
        fixture.providers.add(new Provider<>(StringBuilder.class, new StringBuilder(), "commit"));

        var failure = fixture.failure(context -> {
            context.resource(StringBuilder.class);
            return TaskResult.success();
        });

        assertThat(failure.message()).isEqualTo("IOException: can't commit");
        assertThat(failure.fatal()).isFalse();
        assertThat(calls)
                .containsExactly(
                        "open StringBuilder", "commit StringBuilder", "rollback StringBuilder", "close StringBuilder");
    }

    @Test
    void a_close_that_fails_after_the_commit_is_told_and_changes_nothing() {
        fixture.providers.add(new Provider<>(StringBuilder.class, new StringBuilder(), "close"));

        assertThat(fixture.run(context -> {
                    context.resource(StringBuilder.class);
                    return TaskResult.success();
                }))
                .isInstanceOf(AttemptResult.Succeeded.class);

        assertThat(fixture.log)
                .containsExactly("WARN t closing StringBuilder failed: java.io.IOException: can't close");
    }

    @Test
    void a_roll_back_that_fails_is_told_and_closes_all_the_same() {
        fixture.providers.add(new Provider<>(StringBuilder.class, new StringBuilder(), "rollback"));

        assertThat(fixture.failure(context -> {
                            context.resource(StringBuilder.class);
                            throw new IllegalStateException("no");
                        })
                        .message())
                .isEqualTo("IllegalStateException: no");

        assertThat(calls).containsExactly("open StringBuilder", "rollback StringBuilder", "close StringBuilder");
        assertThat(fixture.log)
                .containsExactly("WARN t rolling back StringBuilder failed: java.io.IOException: can't rollback");
    }

    @Test
    void a_resource_that_nobody_provides_is_an_error_that_lists_those_there_are() {
        fixture.providers.add(new Provider<>(StringBuilder.class, new StringBuilder()));

        assertThat(fixture.failure(context -> TaskResult.success(context.resource(Integer.class)))
                        .message())
                .endsWith("nobody provides a java.lang.Integer; provided are [Connection, java.lang.StringBuilder]");
    }

    @Test
    void a_connection_to_the_stores_database_is_one_transaction_of_the_attempts_own() {
        fixture.store = store();

        assertThat(fixture.output(USES_A_CONNECTION)).isEqualTo("\"done\"");

        assertThat(calls).containsExactly("setAutoCommit false", "clearWarnings", "commit", "close");
    }

    @Test
    void a_failure_rolls_back_the_connection() {
        fixture.store = store();

        fixture.failure(context -> {
            context.resource(Connection.class);
            throw new IllegalStateException("no");
        });

        assertThat(calls).containsExactly("setAutoCommit false", "rollback", "close");
    }

    @Test
    void an_application_may_bring_its_own_connection() {
        fixture.store = store();
        fixture.providers.add(new Provider<>(Connection.class, connection()));

        fixture.run(USES_A_CONNECTION);

        assertThat(calls).containsExactly("open Connection", "clearWarnings", "commit Connection", "close Connection");
    }

    @Test
    void without_a_database_there_is_no_connection_whatever_is_retried() {
        for (RunStore store : new RunStore[] {null, new MemoryRunStore(Clock.systemUTC())}) {
            fixture.store = store;
            var failure = fixture.failure(USES_A_CONNECTION);
            assertThat(failure.fatal()).isTrue();
            assertThat(failure.message())
                    .isEqualTo("task \"t\" needs a database connection and the store has none; set DATABASE_URL, or"
                            + " register a Connection provider");
        }
    }

    @Test
    void the_effect_of_a_transactional_task_waits_in_its_transaction_for_the_engine_to_commit() {
        var transaction = transaction();
        fixture.effect = transaction;

        var result = fixture.attempt(USES_A_CONNECTION, t -> t.effect(Effect.TRANSACTIONAL))
                .run();

        assertThat(AttemptFixture.succeeded(result).effect()).isSameAs(transaction);
        assertThat(AttemptFixture.succeeded(result).output()).isEqualTo("\"done\"");
        assertThat(calls).containsExactly("clearWarnings");
    }

    @Test
    void a_transactional_task_that_fails_leaves_nothing_to_commit() {
        fixture.effect = transaction();

        var result = fixture.attempt(
                        context -> {
                            context.resource(Connection.class);
                            return TaskResult.retryable("no");
                        },
                        t -> t.effect(Effect.TRANSACTIONAL))
                .run();

        assertThat(Settlement.effect(result)).isNull();
        assertThat(calls).containsExactly("close transaction");
    }
}

package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.engine.ProcessInfo;
import io.onedag.engine.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SqliteDatabaseTest {

    private static final int BUSY_MILLIS = 20;

    private final ProcessInfo me = RunStoreContract.process("elsewhere");

    @TempDir
    Path folder;

    private SqlRunStore open() {
        var database = new SqliteDatabase(folder.resolve("onedag.db"), BUSY_MILLIS);
        EmbeddedStore.makeCurrent(database);
        return new SqlRunStore(database);
    }

    private static Connection holdsTheLock(SqlRunStore store) throws Exception {
        Connection connection = store.openConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists target (id integer)");
            connection.setAutoCommit(false);
            statement.execute("insert into target values (1)");
        }
        return connection;
    }

    @Test
    void a_task_of_the_process_itself_is_waited_for_beyond_the_busy_timeout() throws Exception {
        SqlRunStore store = open();
        try (store) {
            store.join(me);
            CompletableFuture<Boolean> beat;
            try (Connection task = holdsTheLock(store)) {
                beat = CompletableFuture.supplyAsync(() -> store.beat(me.id()));
                assertThat(beat.copy()
                                .completeOnTimeout(null, 3 * BUSY_MILLIS, TimeUnit.MILLISECONDS)
                                .join())
                        .as("still waiting")
                        .isNull();
                task.commit();
            }
            assertThat(beat.get()).isTrue();
        }
    }

    @Test
    void another_process_is_waited_for_no_longer_than_that() throws Exception {
        try (SqlRunStore store = open();
                SqlRunStore elsewhere = open()) {
            store.join(me);
            Connection task = holdsTheLock(elsewhere);
            assertThatThrownBy(() -> store.beat(me.id()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("held the write lock");
            task.rollback();
            task.close();
            task.close();
            assertThat(store.beat(me.id())).isTrue();
        }
    }
}

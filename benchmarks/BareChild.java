import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Properties;

/** What a child with a store can't do without: a JVM, a connection, and the writes of one attempt that is all of its run. */
public class BareChild {
    public static void main(String[] args) throws Exception {
        String schema = args[1];
        String run = args[2];
        try (Connection connection = new org.postgresql.Driver().connect(args[0], new Properties())) {
            connection.setAutoCommit(false);
            write(
                    connection,
                    "insert into " + schema + ".pipelines (name, application, registered_at) values ('bare', 'bare', clock_timestamp())"
                            + " on conflict (name) do nothing");
            write(
                    connection,
                    "insert into " + schema + ".pipeline_runs (run_id, pipeline, run_key, state, created_at, started_at, params,"
                            + " plan_hash, rules_version, driver, application, application_version, onedag_version, round, owner,"
                            + " lease_generation, test_mode, row_limit, definition) values (cast(? as uuid), 'bare', ?, 'RUNNING',"
                            + " clock_timestamp(), clock_timestamp(), '{}', 'none', 1, 'bare', 'bare', '1', '1', 1,"
                            + " '00000000-0000-0000-0000-000000000000', 1, false, 0, '{}')",
                    run,
                    run);
            write(
                    connection,
                    "insert into " + schema + ".pipeline_tasks (run_id, task, map_index, state, round, attempt, earlier_attempts,"
                            + " recoveries, generation, started_at, allowed_failure, rows_read, rows_written, rows_rejected)"
                            + " values (cast(? as uuid), 'a', -1, 'RUNNING', 1, 1, 0, 0, 1, clock_timestamp(), false, 0, 0, 0)",
                    run);
            connection.commit();
            write(
                    connection,
                    "update " + schema + ".pipeline_tasks set state = 'SUCCEEDED', ended_at = clock_timestamp()"
                            + " where run_id = cast(? as uuid) and task = 'a' and map_index = -1 and generation = 1",
                    run);
            write(
                    connection,
                    "update " + schema + ".pipeline_runs set state = 'SUCCEEDED', ended_at = clock_timestamp(), owner = null"
                            + " where run_id = cast(? as uuid)",
                    run);
            connection.commit();
        }
    }

    private static void write(Connection connection, String sql, String... values) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}

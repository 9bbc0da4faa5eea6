package io.onedag.conformance.airflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What Airflow has on record, read from its own database: quick enough to be asked again and again. Thread-safe. */
public final class Metadata {

    private final PostgresServer server;
    private final String database;
    private final AirflowVersion version;

    Metadata(PostgresServer server, String database, AirflowVersion version) {
        this.server = server;
        this.database = database;
        this.version = version;
    }

    /** The DAGs whose files are there and can be loaded. */
    public List<String> dagIds() {
        return query(
                version.isAirflow2()
                        ? "select dag_id from dag where is_active order by dag_id"
                        : "select dag_id from dag where not is_stale order by dag_id",
                row -> row.getString(1));
    }

    /** The files that could not be loaded, each with its stack trace. */
    public Map<String, String> importErrors() {
        var errors = new TreeMap<String, String>();
        query("select filename, stacktrace from import_error", row -> errors.put(row.getString(1), row.getString(2)));
        return errors;
    }

    /** All runs of a DAG, by logical date and name. */
    public List<DagRun> runs(String dag) {
        return runs("where dag_id = ?", dag);
    }

    public Optional<DagRun> run(String dag, String run) {
        return runs("where dag_id = ? and run_id = ?", dag, run).stream().findFirst();
    }

    /** The tasks of a run by name and map index. */
    public List<TaskInstance> taskInstances(String dag, String run) {
        return query(
                """
                select task_id, map_index, state, try_number, max_tries, start_date, end_date, pid::bigint
                from task_instance where dag_id = ? and run_id = ? order by task_id, map_index
                """,
                row -> new TaskInstance(
                        row.getString(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getInt(4),
                        row.getInt(5),
                        instant(row, 6),
                        instant(row, 7),
                        row.getObject(8, Long.class)),
                dag,
                run);
    }

    /** A task of a run that is not mapped, or has not been expanded. */
    public TaskInstance taskInstance(String dag, String run, String task) {
        return taskInstance(dag, run, task, -1);
    }

    /** A task of a run. */
    public TaskInstance taskInstance(String dag, String run, String task, int mapIndex) {
        return taskInstances(dag, run).stream()
                .filter(each -> each.taskId().equals(task) && each.mapIndex() == mapIndex)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no task instance " + task + "[" + mapIndex + "] in " + dag + ", run " + run));
    }

    /** The value that a task handed on under {@code return_value}, as JSON text; empty when there is none. */
    public Optional<String> xcom(String dag, String run, String task, int mapIndex) {
        String value = version.isAirflow2() ? "convert_from(value, 'UTF8')" : "value::text";
        return query(
                        "select " + value
                                + " from xcom where dag_id = ? and run_id = ? and task_id = ? and map_index = "
                                + mapIndex + " and key = 'return_value'",
                        row -> row.getString(1),
                        dag,
                        run,
                        task)
                .stream()
                .findFirst();
    }

    /** Reads rows of Airflow's database. */
    public <T> List<T> query(String sql, Row<T> read, String... parameters) {
        try (Connection connection = server.connect(database);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            var rows = new ArrayList<T>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(read.from(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("could not read Airflow's database: " + sql, e);
        }
    }

    /** Reads the current row. */
    @FunctionalInterface
    public interface Row<T> {
        T from(ResultSet row) throws SQLException;
    }

    private List<DagRun> runs(String where, String... parameters) {
        String logicalDate = version.isAirflow2() ? "execution_date" : "logical_date";
        return query(
                """
                select dag_id, run_id, run_type, state, %1$s, data_interval_start, data_interval_end, start_date, end_date, clear_number
                from dag_run %2$s order by %1$s, run_id
                """.formatted(logicalDate, where),
                row -> new DagRun(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        instant(row, 5),
                        instant(row, 6),
                        instant(row, 7),
                        instant(row, 8),
                        instant(row, 9),
                        row.getInt(10)),
                parameters);
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}

package io.onedag.tasks.sql;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.engine.TaskSettings;
import io.onedag.tasks.dataset.RowInput;
import io.onedag.validation.Suggestions;
import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Upserts rows in batches, in one transaction. Of rows with the same key, the last one stays. */
final class UpsertTask implements Task {

    private final Database database;
    private final TableName table;
    private final List<String> key;
    private final @Nullable Object from;
    private final List<String> chosen;
    private final long batchSize;

    UpsertTask(TaskSettings with) {
        database = Database.of(with);
        try {
            table = TableName.parse(with.text(UpsertType.TABLE));
        } catch (IllegalArgumentException e) {
            throw TaskFailedException.fatal(String.valueOf(e.getMessage()));
        }
        key = with.texts(UpsertType.KEY);
        from = with.value(UpsertType.FROM);
        chosen = with.texts(UpsertType.COLUMNS);
        batchSize = with.integer(UpsertType.BATCH_SIZE);
        if (key.isEmpty() || batchSize < 1) {
            throw TaskFailedException.fatal("key names no column, or batch_size is less than 1");
        }
    }

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        try (RowInput input = RowInput.open(from, context)) {
            long rows = input.columns().isEmpty() ? 0 : database.run(context, true, session -> load(input, session));
            var output = new LinkedHashMap<String, Object>();
            output.put("table", String.join(".", table.parts()));
            output.put("rows", rows);
            return TaskResult.success(output);
        }
    }

    private long load(RowInput input, SqlSession session) throws SQLException, IOException, InterruptedException {
        if (!session.dialect().knowsOnConflict()) {
            throw TaskFailedException.fatal(
                    "upsert knows PostgreSQL and SQLite, and this is another database; write its own statement in a sql task");
        }
        List<String> columns = chosen.isEmpty() ? input.columns() : chosen;
        int[] indexes = input.indexes(columns, "columns");
        List<Integer> keys = keyPlaces(columns);
        checkColumns(columns, session);
        var loading = new Loading(session);
        try (PreparedStatement statement = session.prepare(statement(columns))) {
            for (Object[] row = input.next(); row != null; row = input.next()) {
                loading.read++;
                for (int i = 0; i < indexes.length; i++) {
                    Object value = row[indexes[i]];
                    if (value == null && keys.contains(i)) {
                        throw TaskFailedException.fatal("row " + loading.read + " has no value in the key's column \""
                                + columns.get(i) + "\", so it can't be told from others");
                    }
                    SqlValues.bindForColumn(statement, i + 1, value, session.dialect());
                }
                loading.add(statement);
                if (loading.read % batchSize == 0) {
                    loading.flush(statement, input.total());
                }
            }
            loading.flush(statement, input.total());
        } finally {
            session.context().addRows(new Rows(loading.read, loading.sent, 0));
        }
        return loading.sent;
    }

    private List<Integer> keyPlaces(List<String> columns) {
        var places = new ArrayList<Integer>();
        for (String name : key) {
            int place = columns.indexOf(name);
            if (place < 0) {
                String hint = Suggestions.hint(name, columns);
                throw TaskFailedException.fatal("key names column \"" + name
                        + "\", which isn't among the columns to write" + (hint == null ? "" : "; " + hint));
            }
            places.add(place);
        }
        return places;
    }

    /** Compares the columns with the table's, which says more than the database's own error would. */
    private void checkColumns(List<String> columns, SqlSession session) throws SQLException, InterruptedException {
        var known = new ArrayList<String>();
        try (PreparedStatement none = session.prepare("select * from " + table.quoted() + " where 1 = 0");
                ResultSet rows = none.executeQuery()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                known.add(rows.getMetaData().getColumnName(i));
            }
        }
        List<String> unknown = columns.stream()
                .filter(each -> !new HashSet<>(known).contains(each))
                .toList();
        if (session.dialect() == Dialect.SQLITE) { // which doesn't tell names apart by upper and lower case
            unknown = unknown.stream()
                    .filter(each -> known.stream().noneMatch(each::equalsIgnoreCase))
                    .toList();
        }
        if (!unknown.isEmpty()) {
            String hint = Suggestions.hint(unknown.get(0), known);
            throw TaskFailedException.fatal("table " + String.join(".", table.parts()) + " has no column \""
                    + String.join("\", \"", unknown) + "\"" + (hint == null ? "" : "; " + hint)
                    + "\nAdd the column to the table, or name the columns to write: columns: [...]");
        }
    }

    private String statement(List<String> columns) {
        String names = columns.stream().map(TableName::quote).collect(Collectors.joining(", "));
        String marks = columns.stream().map(each -> "?").collect(Collectors.joining(", "));
        String keys = key.stream().map(TableName::quote).collect(Collectors.joining(", "));
        String updates = columns.stream()
                .filter(each -> !key.contains(each))
                .map(TableName::quote)
                .map(each -> each + " = excluded." + each)
                .collect(Collectors.joining(", "));
        return "insert into " + table.quoted() + " (" + names + ") values (" + marks + ") on conflict (" + keys
                + ") do " + (updates.isEmpty() ? "nothing" : "update set " + updates);
    }

    /** How far one attempt is. */
    private static final class Loading {
        private final SqlSession session;
        private final boolean inBatches;
        private long read;
        private long sent;

        Loading(SqlSession session) {
            this.session = session;
            // SQLite works in this process, so that a batch saves nothing, and its driver doesn't say which row of one
            // failed
            this.inBatches = session.dialect() != Dialect.SQLITE;
        }

        void add(PreparedStatement statement) throws SQLException, InterruptedException {
            if (inBatches) {
                statement.addBatch();
                return;
            }
            try {
                statement.executeUpdate();
            } catch (SQLException e) {
                throw naming(read, e);
            }
            sent = read;
        }

        void flush(PreparedStatement statement, long total) throws SQLException, InterruptedException {
            session.context().checkCancelled();
            if (sent < read) {
                try {
                    statement.executeBatch();
                } catch (BatchUpdateException e) {
                    int entry = SqlErrors.batchEntry(e);
                    throw naming(entry < 0 ? -1 : sent + entry + 1, e);
                }
                sent = read;
            }
            session.context().progress(sent, total);
        }

        private TaskFailedException naming(long row, SQLException error) throws InterruptedException {
            session.context().checkCancelled();
            TaskFailedException failure = SqlErrors.explain(error, session.text());
            if (row < 0) {
                return failure;
            }
            String message = "row " + row + ": " + failure.getMessage();
            return failure.isRetryable()
                    ? TaskFailedException.retryable(message, error)
                    : TaskFailedException.fatal(message, error);
        }
    }
}

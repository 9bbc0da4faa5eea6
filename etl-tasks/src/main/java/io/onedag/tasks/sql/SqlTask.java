package io.onedag.tasks.sql;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.attempt.Outputs;
import io.onedag.engine.TaskSettings;
import io.onedag.json.Json;
import io.onedag.tasks.dataset.DatasetWriter;
import io.onedag.validation.Suggestions;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Executes statements in one transaction. */
final class SqlTask implements Task {

    /** Statements that change the rows which they return. */
    private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE");

    private static final int FETCH_SIZE = 1000;
    private static final int ROWS_BETWEEN_LOOKS = 1000;

    private final Database database;
    private final List<SqlText> statements;
    private final Map<String, @Nullable Object> params = new LinkedHashMap<>();
    private final String result;

    SqlTask(TaskSettings with) {
        database = Database.of(with);
        statements = with.texts(SqlType.STATEMENT).stream().map(SqlText::parse).toList();
        result = with.text(SqlType.RESULT);
        Object given = with.value(SqlType.PARAMS);
        if (given instanceof Map<?, ?> map) {
            map.forEach((name, value) -> params.put(String.valueOf(name), value));
        } else if (given != null) {
            throw TaskFailedException.fatal(
                    "params is " + Json.write(given) + "; it has to be a map, from name to value");
        }
    }

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        if (statements.isEmpty()) {
            throw TaskFailedException.fatal("statement is an empty list");
        }
        boolean writes = result.equals(SqlType.COUNT) || statements.size() > 1;
        return database.run(context, writes, this::execute);
    }

    private TaskResult execute(SqlSession session) throws SQLException, IOException, InterruptedException {
        long changed = 0;
        for (int i = 0; i < statements.size(); i++) {
            boolean last = i == statements.size() - 1;
            SqlText statement = statements.get(i);
            try (PreparedStatement prepared = prepare(statement, session)) {
                if (last && !result.equals(SqlType.COUNT)) {
                    return TaskResult.success(read(prepared, session));
                }
                changed += change(prepared, statement);
            }
        }
        session.context().addRows(new Rows(0, changed, 0));
        return TaskResult.success(changed);
    }

    private PreparedStatement prepare(SqlText statement, SqlSession session) throws SQLException, InterruptedException {
        if (!statement.isOne()) {
            throw TaskFailedException.fatal("\"" + SqlErrors.shorten(statement.jdbc())
                    + "\" is more than one statement; write a list, one element for each");
        }
        if (statement.hasQuestionMark() && session.dialect() != Dialect.POSTGRESQL) {
            throw TaskFailedException.fatal(
                    "\"" + SqlErrors.shorten(statement.jdbc())
                            + "\" has a question mark for a parameter; parameters are named: write :name, and its value in params");
        }
        for (String name : statement.names()) {
            if (!params.containsKey(name)) {
                String hint = Suggestions.hint(name, params.keySet());
                throw TaskFailedException.fatal("a statement names the parameter :" + name + ", which params don't have"
                        + (hint == null ? "" : "; " + hint));
            }
        }
        PreparedStatement prepared = session.prepare(statement.jdbc());
        try {
            if (session.dialect() == Dialect.SQLITE
                    && prepared.getParameterMetaData().getParameterCount()
                            != statement.names().size()) {
                throw TaskFailedException.fatal("\"" + SqlErrors.shorten(statement.jdbc())
                        + "\" has parameters written with $ or @; write :name, and its value in params");
            }
            for (int i = 0; i < statement.names().size(); i++) {
                SqlValues.bind(prepared, i + 1, params.get(statement.names().get(i)), session.dialect());
            }
            return prepared;
        } catch (Throwable e) {
            prepared.close();
            throw e;
        }
    }

    private static long change(PreparedStatement prepared, SqlText statement) throws SQLException {
        if (!prepared.execute()) {
            return Math.max(0, prepared.getLargeUpdateCount());
        }
        long rows = 0;
        try (ResultSet returned = prepared.getResultSet()) {
            while (returned.next()) {
                rows++;
            }
        }
        return CHANGES.contains(statement.firstWord()) ? rows : 0;
    }

    private @Nullable Object read(PreparedStatement prepared, SqlSession session)
            throws SQLException, IOException, InterruptedException {
        prepared.setFetchSize(FETCH_SIZE);
        if (!prepared.execute()) {
            throw TaskFailedException.fatal("the last statement gives no rows, and result: " + result
                    + " asks for them; let it be a query, or drop the result");
        }
        try (ResultSet rows = prepared.getResultSet()) {
            return switch (result) {
                case SqlType.VALUE -> value(rows, session.context());
                case SqlType.ROWS -> rows(rows, session.context());
                default -> dataset(rows, session.context());
            };
        }
    }

    private static @Nullable Object value(ResultSet rows, TaskContext context) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        if (columns != 1) {
            throw TaskFailedException.fatal("result: value takes a query with one column, and this one has " + columns
                    + "; choose result: rows");
        }
        if (!rows.next()) {
            return null;
        }
        Object value = new SqlValues.Reader(rows).value(0);
        if (rows.next()) {
            throw TaskFailedException.fatal(
                    "result: value takes a query with one row at most, and this one has more; choose result: rows");
        }
        context.addRows(new Rows(1, 0, 0));
        return value;
    }

    private static List<Object> rows(ResultSet rows, TaskContext context) throws SQLException {
        List<String> columns = columns(rows);
        var reader = new SqlValues.Reader(rows);
        var list = new ArrayList<Object>();
        long limit = limit(context);
        long bytes = 0;
        while (list.size() < limit && rows.next()) {
            var row = new LinkedHashMap<String, @Nullable Object>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), reader.value(i));
            }
            bytes += Json.utf8Length(Json.write(row)) + 1;
            if (bytes > Outputs.MAX_BYTES) {
                throw TaskFailedException.fatal("the query has more rows than an output holds: " + list.size()
                        + " rows fit into " + Outputs.MAX_BYTES + " bytes; choose result: dataset, or query less");
            }
            list.add(row);
        }
        context.addRows(new Rows(list.size(), 0, 0));
        return list;
    }

    private static Map<String, Object> dataset(ResultSet rows, TaskContext context)
            throws SQLException, IOException, InterruptedException {
        List<String> columns = columns(rows);
        long limit = limit(context);
        try (var writer = DatasetWriter.create(context, columns)) {
            var reader = new SqlValues.Reader(rows);
            var values = new @Nullable Object[columns.size()];
            while (writer.rows() < limit && rows.next()) {
                if (writer.rows() % ROWS_BETWEEN_LOOKS == 0) {
                    context.checkCancelled();
                    context.progress(writer.rows(), 0);
                }
                for (int i = 0; i < values.length; i++) {
                    values[i] = reader.value(i);
                }
                writer.write(values);
            }
            context.addRows(new Rows(writer.rows(), 0, 0));
            return writer.finish().toOutput();
        }
    }

    private static long limit(TaskContext context) {
        return context.run().limit() > 0 ? context.run().limit() : Long.MAX_VALUE;
    }

    private static List<String> columns(ResultSet rows) throws SQLException {
        ResultSetMetaData meta = rows.getMetaData();
        var columns = new ArrayList<String>();
        Set<String> seen = new HashSet<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            String name = meta.getColumnLabel(i);
            if (!seen.add(name)) {
                throw TaskFailedException.fatal(
                        "the query has two columns named \"" + name + "\"; give one another name with AS");
            }
            columns.add(name);
        }
        return columns;
    }
}

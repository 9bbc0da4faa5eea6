package io.onedag.tasks.sql;

import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Template;
import io.onedag.validation.Suggestions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code sql}: executes statements on a database. */
public final class SqlType implements TaskType {

    public static final String STATEMENT = "statement";
    public static final String PARAMS = "params";
    public static final String RESULT = "result";
    public static final String DATABASE = Database.DATABASE;
    public static final String USER = Database.USER;
    public static final String PASSWORD = Database.PASSWORD;

    public static final String COUNT = "count";
    public static final String VALUE = "value";
    public static final String ROWS = "rows";
    public static final String DATASET = "dataset";

    private static final List<Setting> SETTINGS = Stream.concat(
                    Stream.of(
                            Setting.required(
                                    STATEMENT,
                                    Kind.TEXT_LIST,
                                    "The statement, or several that are executed in order, in one transaction; :name stands for a parameter."),
                            Setting.optional(
                                    PARAMS,
                                    Kind.VALUE,
                                    null,
                                    "The values of the parameters, by name. They are bound, never made part of the statement."),
                            Setting.optional(
                                            RESULT,
                                            Kind.TEXT,
                                            COUNT,
                                            "The output: how many rows were changed, or of the last statement its one value, its rows, or a dataset of them.")
                                    .oneOf(COUNT, VALUE, ROWS, DATASET)),
                    Database.SETTINGS.stream())
            .toList();

    @Override
    public String name() {
        return "sql";
    }

    @Override
    public String description() {
        return "Executes SQL statements.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public void check(TaskDefinition task, TaskBody.Typed body, Report report) {
        Database.check(task, body, report);
        Object params = body.with().get(PARAMS);
        if (params != null && !(params instanceof Map) && !isExpression(params)) {
            report.error(PARAMS, "params have to be a map, from name to value", "params: {day: \"${params.day}\"}");
        }
        var used = new HashSet<String>();
        List<String> statements = texts(body.with().get(STATEMENT));
        if (statements.isEmpty()) {
            report.error(STATEMENT, "there is no statement", "write one: statement: \"delete from t\"");
        }
        for (String statement : statements) {
            checkStatement(statement, params, used, report);
        }
        if (params instanceof Map<?, ?> map) {
            for (Object name : map.keySet()) {
                if (!used.contains(String.valueOf(name))) {
                    report.warning(
                            PARAMS,
                            "no statement uses the parameter \"" + name + "\"",
                            "write :" + name + " where its value goes, outside of quotes");
                }
            }
        }
    }

    private static void checkStatement(String statement, @Nullable Object params, Set<String> used, Report report) {
        if (hasExpression(statement)) {
            report.error(
                    STATEMENT,
                    "a statement can't hold expressions: a value that becomes part of it could change what it does",
                    "write :day in the statement and params: {day: \"${params.day}\"} beside it");
            return;
        }
        SqlText sql = SqlText.parse(statement);
        used.addAll(sql.names());
        if (statement.isBlank()) {
            report.error(STATEMENT, "a statement is empty", "leave it out");
        }
        if (!sql.isOne()) {
            report.error(
                    STATEMENT,
                    "\"" + SqlErrors.shorten(statement) + "\" is more than one statement",
                    "write a list, one element for each: statement: [\"...\", \"...\"]");
        }
        if (params == null || params instanceof Map) {
            Set<String> known = new HashSet<>();
            if (params instanceof Map<?, ?> map) {
                map.keySet().forEach(each -> known.add(String.valueOf(each)));
            }
            for (String name : sql.names()) {
                if (!known.contains(name)) {
                    String hint = Suggestions.nearest(name, known);
                    report.error(
                            STATEMENT,
                            "a statement names the parameter :" + name + ", which params don't have",
                            hint == null ? "add it: params: {" + name + ": ...}" : "did you mean :" + hint + "?");
                }
            }
        }
    }

    private static boolean hasExpression(String statement) {
        boolean[] found = {false};
        try {
            Template.forEachReference(statement, reference -> found[0] = true);
        } catch (ExpressionException e) {
            return false; // reported as an error of its own
        }
        return found[0];
    }

    private static boolean isExpression(Object value) {
        return value instanceof String text && !Template.isPlain(text);
    }

    private static List<String> texts(@Nullable Object value) {
        var texts = new ArrayList<String>();
        if (value instanceof List<?> list) {
            list.forEach(each -> texts.add(Template.text(each)));
        } else if (value != null) {
            texts.add(Template.text(value));
        }
        return texts;
    }

    @Override
    public Task create(TaskSettings with) {
        return new SqlTask(with);
    }
}

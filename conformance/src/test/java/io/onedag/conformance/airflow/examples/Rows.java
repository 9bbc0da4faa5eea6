package io.onedag.conformance.airflow.examples;

import io.onedag.conformance.airflow.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is in the tables of a database. */
final class Rows {

    /** Moments, and what is drawn anew for each run's record. */
    private static final List<String> OF_ITS_OWN = List.of("timestamptz", "timestamp", "uuid");

    private Rows() {}

    /** The rows of all tables of a schema, each as its columns and values, without those that differ from one run to another. */
    static Map<String, List<String>> of(PostgresServer server, String database, String schema) throws SQLException {
        var all = new TreeMap<String, List<String>>();
        try (Connection connection = server.connect(database)) {
            for (String table : texts(
                    connection,
                    "select table_name from information_schema.tables where table_type = 'BASE TABLE' and table_schema = '"
                            + schema + "' order by 1")) {
                List<String> columns = texts(
                        connection,
                        "select quote_ident(column_name) from information_schema.columns where table_schema = '"
                                + schema
                                + "' and table_name = '" + table + "' and udt_name not in ('"
                                + String.join("', '", OF_ITS_OWN) + "') order by ordinal_position");
                all.put(
                        table,
                        texts(
                                connection,
                                "select concat_ws(' | ', " + String.join(", ", columns) + ") from " + schema + "."
                                        + table + " order by 1"));
            }
        }
        return all;
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}

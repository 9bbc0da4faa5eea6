package io.onedag.tasks.sql;

import io.onedag.Effect;
import io.onedag.TaskBody;
import io.onedag.TaskContext;
import io.onedag.TaskDefinition;
import io.onedag.TaskFailedException;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import io.onedag.expr.Template;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The database that a task works on: by default the attempt's own connection to the store's database, which commits or rolls back with
 * the attempt; else one of its own, in one transaction.
 */
final class Database {

    static final String DATABASE = "database";
    static final String USER = "user";
    static final String PASSWORD = "password";

    static final List<Setting> SETTINGS = List.of(
            Setting.optional(
                    DATABASE,
                    Kind.TEXT,
                    null,
                    "The database, as a jdbc: or postgresql:// URL. Left out: the one that the store is in."),
            Setting.optional(USER, Kind.TEXT, null, "The user to connect as."),
            Setting.optional(PASSWORD, Kind.TEXT, null, "The user's password, like ${secret.NAME}."));

    private static final String SQLITE = "jdbc:sqlite:";
    private static final String BUSY_TIMEOUT_MILLIS = "10000";

    private final @Nullable String url;
    private final @Nullable String user;
    private final @Nullable String password;

    /** Work on a connection. */
    interface Work<R> {
        R run(SqlSession session) throws SQLException, IOException, InterruptedException;
    }

    private Database(@Nullable String url, @Nullable String user, @Nullable String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    static Database of(TaskSettings with) {
        return new Database(
                with.optionalText(DATABASE).orElse(null),
                with.optionalText(USER).orElse(null),
                with.optionalText(PASSWORD).orElse(null));
    }

    static void check(TaskDefinition task, TaskBody.Typed body, TaskType.Report report) {
        Object url = body.with().get(DATABASE);
        if (url == null) {
            for (String setting : List.of(USER, PASSWORD)) {
                if (body.with().get(setting) != null) {
                    report.error(
                            setting,
                            "task \"" + task.name() + "\" has a " + setting + " and no database",
                            "name the database, as a jdbc: or postgresql:// URL");
                }
            }
        } else if (task.effect() == Effect.TRANSACTIONAL) {
            report.error(
                    DATABASE,
                    "task \"" + task.name()
                            + "\" has effect transactional, which commits together with its outcome, and a database that"
                            + " isn't the store's",
                    "drop the effect and let the statement be repeatable, or drop the database");
        }
        if (body.with().get(PASSWORD) instanceof String text && !text.isEmpty() && Template.isPlain(text)) {
            report.warning(
                    PASSWORD,
                    "the password of task \"" + task.name() + "\" stands in the definition",
                    "keep it out: password: ${secret.NAME}");
        }
    }

    /**
     * Does work in one transaction.
     *
     * @param writes whether it writes, so that SQLite takes its write lock at once
     * @throws TaskFailedException when the database refuses
     * @throws InterruptedException when the attempt was cancelled
     */
    <R> R run(TaskContext context, boolean writes, Work<R> work) throws Exception {
        if (url == null) {
            return run(context, context.resource(Connection.class), work);
        }
        try (Connection connection = connect(url, context, writes)) {
            connection.setAutoCommit(false);
            R result;
            try {
                result = run(context, connection, work);
            } catch (Throwable e) {
                rollBack(connection, e);
                throw e;
            }
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw SqlErrors.explain(e, "commit");
        }
    }

    private static <R> R run(TaskContext context, Connection connection, Work<R> work)
            throws IOException, InterruptedException {
        String text = null;
        try (var session = new SqlSession(context, connection)) {
            try {
                return work.run(session);
            } catch (SQLException e) {
                text = session.text();
                throw e;
            }
        } catch (SQLException e) {
            context.checkCancelled(); // then this is how the statement ended
            throw SqlErrors.explain(e, text);
        }
    }

    private static void rollBack(Connection connection, Throwable why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private Connection connect(String given, TaskContext context, boolean writes) {
        var properties = new Properties();
        String jdbc = jdbcUrl(given, properties, context);
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        if (jdbc.startsWith(SQLITE)) {
            properties.setProperty("busy_timeout", BUSY_TIMEOUT_MILLIS);
            properties.setProperty("transaction_mode", writes ? "IMMEDIATE" : "DEFERRED");
        } else if (jdbc.startsWith("jdbc:postgresql:")) {
            properties.setProperty("ApplicationName", "onedag");
            properties.setProperty("tcpKeepAlive", "true");
        }
        try {
            return DriverManager.getConnection(jdbc, properties);
        } catch (SQLException e) {
            if (SqlErrors.isDriverMissing(e)) {
                throw TaskFailedException.fatal("no JDBC driver here knows databases of the kind " + scheme(jdbc)
                        + "; put its jar on the class path"); // the driver manager's own message shows the whole URL
            }
            throw SqlErrors.explain(e, null);
        }
    }

    /** A URL as drivers know it; user and password of a {@code postgresql://} one become properties. */
    private static String jdbcUrl(String url, Properties properties, TaskContext context) {
        if (url.startsWith(SQLITE)) {
            return SQLITE + sqliteFile(url.substring(SQLITE.length()), context);
        }
        if (url.startsWith("jdbc:")) {
            return url;
        }
        if (!url.startsWith("postgresql://") && !url.startsWith("postgres://")) {
            throw TaskFailedException.fatal("database begins with " + scheme(url)
                    + "; write jdbc:postgresql://host:5432/name, jdbc:sqlite:FILE or postgresql://user@host:5432/name");
        }
        String rest = url.substring(url.indexOf("://") + 3);
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        int at = path.lastIndexOf('@');
        if (at >= 0) {
            String login = path.substring(0, at);
            int colon = login.indexOf(':');
            properties.setProperty("user", decoded(colon < 0 ? login : login.substring(0, colon)));
            if (colon >= 0) {
                properties.setProperty("password", decoded(login.substring(colon + 1)));
            }
        }
        return "jdbc:postgresql://" + path.substring(at + 1) + (query < 0 ? "" : rest.substring(query));
    }

    /** A relative path starts where the definition's others do. */
    private static String sqliteFile(String name, TaskContext context) {
        int query = name.indexOf('?');
        String file = query < 0 ? name : name.substring(0, query);
        if (file.isEmpty() || file.startsWith(":") || file.startsWith("file:")) {
            return name;
        }
        return context.path(file) + (query < 0 ? "" : name.substring(query));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw TaskFailedException.fatal(
                    "the database's user or password has a % without two hexadecimal digits; write % itself as %25");
        }
    }

    /** What stands before the colon; never more, because it may hold a password. */
    private static String scheme(String url) {
        int colon = url.startsWith("jdbc:") ? url.indexOf(':', "jdbc:".length()) : url.indexOf(':');
        return colon < 0 ? "no scheme" : url.substring(0, colon + 1);
    }
}

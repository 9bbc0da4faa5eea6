package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.onedag.engine.RunFilter;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.engine.StoreException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqlRunStoreProviderTest {

    private static final String SECRET = "s3cr&t/%@x";
    private static final String ENCODED = "s3cr%26t%2F%25%40x";

    @TempDir
    Path folder;

    @Test
    void the_provider_is_found() {
        assertThat(ServiceLoader.load(RunStoreProvider.class)).hasAtLeastOneElementOfType(SqlRunStoreProvider.class);
    }

    @Test
    void without_a_url_the_store_is_a_file_in_the_folder() {
        try (RunStore store = open(Map.of(), Mode.WRITE)) {
            assertThat(store.describe())
                    .contains(folder.resolve("home/onedag.db").toString());
        }
        assertThat(folder.resolve("home/onedag.db")).exists();
        try (RunStore store = open(Map.of(), Mode.READ)) {
            assertThat(store.runs(new RunFilter(null, null, 5))).isEmpty();
        }
    }

    @Test
    void reading_a_store_that_was_never_made_finds_nothing_and_makes_nothing() {
        try (RunStore store = open(Map.of(), Mode.READ)) {
            assertThat(store.runs(new RunFilter(null, null, 5))).isEmpty();
            assertThat(store.run(UUID.randomUUID())).isEmpty();
            assertThat(store.runsByIdPrefix("0", 5)).isEmpty();
            assertThat(store.openConnection()).isNull();
        }
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void an_embedded_store_may_be_any_file() {
        Path file = folder.resolve("a b/c'd.db");
        try (RunStore store = open(Map.of("DATABASE_URL", "jdbc:sqlite:" + file), Mode.WRITE)) {
            assertThat(store.describe()).contains(file.toString());
        }
        assertThat(file).exists();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "postgresql://ana:" + ENCODED
                        + "@db:6543/sales?sslmode=require | jdbc:postgresql://db:6543/sales?sslmode=require&ApplicationName=onedag | ana | "
                        + SECRET,
                "postgres://ana@db/sales | jdbc:postgresql://db/sales?ApplicationName=onedag | ana |",
                "postgresql://db/sales?user=ana&password=" + ENCODED
                        + "&connect_timeout=3 | jdbc:postgresql://db/sales?connectTimeout=3&ApplicationName=onedag | ana | "
                        + SECRET,
                "jdbc:postgresql://db/sales?user=ana&password=" + ENCODED
                        + " | jdbc:postgresql://db/sales?ApplicationName=onedag | ana | " + SECRET,
                "postgresql:///sales?application_name=mine | jdbc:postgresql://localhost/sales?ApplicationName=mine | |",
                "postgresql://[::1]:5432/sales | jdbc:postgresql://[::1]:5432/sales?ApplicationName=onedag | |"
            })
    void addresses_of_servers_are_read_as_people_write_them(String url, String jdbc, String user, String password) {
        var server = (StoreAddress.Server) StoreAddress.of(Map.of("DATABASE_URL", url), folder);
        assertThat(server.url()).isEqualTo(jdbc);
        assertThat(server.user()).isEqualTo(user);
        assertThat(server.password()).isEqualTo(password);
        assertThat(server.schema()).isEqualTo("onedag");
        assertThat(server.toString()).doesNotContain("s3cr").contains("sales");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "mysql://root:s3cr@db/x",
                "postgresql+psycopg2://root:s3cr@db/x",
                "root:s3cr@db",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite:",
                "jdbc:h2:mem:s3cr",
                "postgresql://ana:s3cr%zz@db/x"
            })
    void what_is_no_store_is_refused_without_showing_a_password(String url) {
        assertThatThrownBy(() -> open(Map.of("DATABASE_URL", url), Mode.WRITE))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("DATABASE_URL: ")
                .hasMessageContaining("postgresql://user:password@host:5432/database")
                .hasMessageNotContaining("s3cr");
    }

    // ---- servers that can't be used

    @Test
    void a_server_that_is_not_there_is_named() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        refused(
                "postgresql://ana:" + ENCODED + "@127.0.0.1:" + port + "/sales",
                "127.0.0.1:" + port + "/sales",
                "See that the server runs");
    }

    @Test
    void a_missing_database_is_named() {
        refused(PostgresServer.url("nosuch"), "\"nosuch\" does not exist", "Create the database");
    }

    @Test
    void a_wrong_password_is_said_and_not_shown() throws Exception {
        try (Connection connection = PostgresServer.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create role locked login password 'right'");
            Path access;
            try (ResultSet shown = statement.executeQuery("show hba_file")) {
                shown.next();
                access = Path.of(shown.getString(1));
            }
            String before = Files.readString(access);
            Files.writeString(access, "host all locked 127.0.0.1/32 scram-sha-256\n" + before);
            statement.execute("select pg_reload_conf()");
            refused(
                    PostgresServer.url().replace("postgres:postgres@", "locked:" + ENCODED + "@"),
                    "password authentication failed",
                    "user and password in DATABASE_URL");
        }
    }

    @Test
    void a_user_without_rights_is_told_which() throws SQLException {
        String schema = PostgresServer.newSchema();
        try (Connection connection = PostgresServer.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create role weak login");
            statement.execute("set role postgres");
            statement.execute(admin(schema, "postgres").ddl(0));
            refused(admin(schema, "weak"), "permission denied", "Grant this user usage on the schema");
            statement.execute("grant usage on schema \"" + schema.replace("\"", "\"\"") + "\" to weak");
            statement.execute("grant select on all tables in schema \"" + schema.replace("\"", "\"\"") + "\" to weak");
            assertThat(admin(schema, "weak").check().problems())
                    .hasSize(24)
                    .contains("pipeline_runs: no right to insert. Grant it to the user of DATABASE_URL");
            statement.execute("grant insert, update, delete on all tables in schema \"" + schema.replace("\"", "\"\"")
                    + "\" to weak");
            assertThat(admin(schema, "weak").check().problems()).isEmpty();
        }
    }

    @Test
    void a_schema_that_nobody_migrated_names_the_command() {
        refused(PostgresServer.url(), "no tables of Onedag yet", "onedag store migrate");
    }

    // ---- files that can't be used

    @Test
    void a_folder_that_may_not_be_written_to_is_named() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        refused("jdbc:sqlite:" + file.resolve("onedag.db"), file.toString(), "name another database in DATABASE_URL");
    }

    @Test
    void a_read_only_folder_is_named() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("root may write everywhere")
                .isNotEqualTo("root");
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assertThat(closed.toFile().setWritable(false)).isTrue();
        refused("jdbc:sqlite:" + closed.resolve("onedag.db"), closed.toString(), "the right to write");
    }

    @Test
    void a_file_that_is_no_database_is_named() throws IOException {
        Path file = Files.writeString(
                folder.resolve("onedag.db"), "not a database, but longer than its header is".repeat(9));
        refused("jdbc:sqlite:" + file, file.toString(), "restore it from a backup");
    }

    @Test
    void a_full_disk_and_a_long_lock_are_told_with_what_to_do() {
        var database = new SqliteDatabase(folder.resolve("onedag.db"));
        assertThat(database.explain("writing to", new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL)))
                .hasMessageContaining("writing to the embedded database " + folder.resolve("onedag.db"))
                .hasMessageContaining("make room on the file system of " + folder);
        assertThat(database.explain("writing to", new SQLiteException("locked", SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT)))
                .hasMessageContaining("Another process held the write lock for over 60 s");
    }

    // ---- schemas of other versions

    @Test
    void an_older_or_newer_schema_on_a_server_is_refused_with_the_way_out() throws SQLException {
        String schema = PostgresServer.newSchema();
        StoreAdmin admin = admin(schema, "postgres");
        assertThat(admin.migrate())
                .extracting(StoreAdmin.Migration::from, StoreAdmin.Migration::to)
                .containsExactly(0, SchemaVersion.KNOWN);
        String version = "update \"" + schema.replace("\"", "\"\"") + "\".onedag_version set ";
        try (Connection connection = PostgresServer.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(version + "schema_version = 0");
            refused(admin, "has schema 0", "onedag store migrate");
            statement.execute(version + "schema_version = 7");
            assertThat(admin.check().problems())
                    .as("newer, and still for us to write to")
                    .isEmpty();
            statement.execute(version + "oldest_writer = 7, oldest_writer_name = '0.9.0'");
            refused(admin, "was migrated by a newer Onedag", "Update this application's Onedag to 0.9.0");
        }
    }

    @Test
    void a_newer_embedded_store_is_refused() throws SQLException {
        open(Map.of(), Mode.WRITE).close();
        try (Connection connection = new SqliteDatabase(folder.resolve("home/onedag.db")).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update onedag_version set schema_version = 7, oldest_writer = 7, oldest_writer_name = '0.9.0'");
        }
        for (Mode mode : Mode.values()) {
            assertThatThrownBy(() -> open(Map.of(), mode))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("0.9.0");
        }
    }

    private void refused(String url, String what, String next) {
        refused(Map.of("DATABASE_URL", url, "ONEDAG_SCHEMA", "nosuch"), what, next);
    }

    private void refused(StoreAdmin admin, String what, String next) {
        assertThat(admin.check().problems())
                .singleElement()
                .asString()
                .contains(what)
                .contains(next);
    }

    private void refused(Map<String, String> settings, String what, String next) {
        for (Mode mode : List.of(Mode.WRITE, Mode.READ)) {
            if (mode == Mode.READ && what.startsWith("/")) {
                continue;
            }
            assertThatThrownBy(() -> open(settings, mode))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(what)
                    .hasMessageContaining(next)
                    .hasMessageNotContaining("s3cr");
        }
    }

    private StoreAdmin admin(String schema, String user) {
        return StoreAdmin.of(
                Map.of(
                        "DATABASE_URL",
                        PostgresServer.url().replace("postgres:postgres@", user + "@"),
                        "ONEDAG_SCHEMA",
                        schema),
                folder);
    }

    private RunStore open(Map<String, String> settings, Mode mode) {
        return new SqlRunStoreProvider().open(settings, folder.resolve("home"), mode);
    }
}

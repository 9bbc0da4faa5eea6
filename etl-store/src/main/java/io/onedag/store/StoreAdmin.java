package io.onedag.store;

import io.onedag.engine.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator does with a store: migrate it, see whether it is in order, print its DDL. */
public final class StoreAdmin {

    private final StoreAddress address;

    private StoreAdmin(StoreAddress address) {
        this.address = address;
    }

    /**
     * For the store that the settings name, as {@link SqlRunStoreProvider} reads them. Nothing is connected to yet.
     *
     * @throws StoreException when they name no store
     */
    public static StoreAdmin of(Map<String, String> settings, Path folder) {
        return new StoreAdmin(StoreAddress.of(settings, folder));
    }

    /**
     * What a migration did.
     *
     * @param store what and where it is; no password in it
     * @param from the schema's version before; 0: there was none
     * @param to its version now
     */
    public record Migration(String store, int from, int to) {}

    /**
     * Whether a store is in order.
     *
     * @param store what and where it is; no password in it
     * @param version its schema's version; 0: none
     * @param known the version that this jar works with
     * @param problems what is wrong and what to do, one line each; empty: all is well
     */
    public record Check(String store, int version, int known, List<String> problems) {
        public Check {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Brings the schema up to date, and makes it where there is none. Safe beside running processes, and beside another migration.
     *
     * @throws StoreException when it can't be done; nothing of a failed step is kept
     */
    public Migration migrate() {
        try (Database database = database()) {
            int before = Files.notExists(fileOrRoot()) ? 0 : version(database);
            if (database instanceof SqliteDatabase sqlite) {
                EmbeddedStore.makeCurrent(sqlite);
            } else {
                Migrations.migrate((PostgresDatabase) database);
            }
            return new Migration(database.describe(), before, version(database));
        }
    }

    /** Looks for what is wrong; changes nothing. */
    public Check check() {
        try (Database database = database()) {
            if (Files.notExists(fileOrRoot())) {
                return new Check(database.describe() + " (not made yet)", 0, SchemaVersion.KNOWN, List.of());
            }
            return StoreCheck.of(database);
        }
    }

    /**
     * The statements that make the store, for a database administrator. Needs no database.
     *
     * @param after leaves out what schemas up to this version have; 0: all
     */
    public String ddl(int after) {
        if (address instanceof StoreAddress.Server server) {
            String schema = '"' + server.schema().replace("\"", "\"\"") + '"';
            return """
                    -- Onedag's tables on PostgreSQL. Run this as their owner, in one transaction: psql -1 -f FILE
                    create schema if not exists %s;
                    set search_path to %s;

                    %s
                    -- What the user of DATABASE_URL needs, where it isn't the owner; put its name in place of onedag_user:
                    -- grant usage on schema %s to onedag_user;
                    -- grant select, insert, update, delete on all tables in schema %s to onedag_user;
                    -- alter default privileges in schema %s grant select, insert, update, delete on tables to onedag_user;
                    """.formatted(schema, schema, Migrations.scripts("postgresql", after), schema, schema, schema);
        }
        return "-- Onedag's tables in the embedded database, which makes and migrates them by itself.\n\n"
                + Migrations.scripts("sqlite", after);
    }

    private Database database() {
        return address instanceof StoreAddress.Server server
                ? ServerStore.plain(server)
                : new SqliteDatabase(((StoreAddress.Embedded) address).file());
    }

    private Path fileOrRoot() {
        return address instanceof StoreAddress.Embedded embedded ? embedded.file() : Path.of("");
    }

    private static int version(Database database) {
        return SchemaVersion.read(database).map(SchemaVersion::version).orElse(0);
    }

    /** Looks into a database that can be reached. */
    private static final class StoreCheck {

        private static final List<String> TABLES = List.of(
                "onedag_version",
                "pipelines",
                "processes",
                "pipeline_runs",
                "pipeline_tasks",
                "task_attempts",
                "task_logs",
                "raw_data",
                "transformed_data");

        static Check of(Database database) {
            int number = 0;
            var problems = new ArrayList<String>();
            try {
                number = version(database);
                SchemaVersion.requireCurrent(database);
                TABLES.forEach(table -> readable(database, table).ifPresent(problems::add));
                if (database instanceof SqliteDatabase) {
                    problems.addAll(integrity(database));
                } else {
                    problems.addAll(missingRights((PostgresDatabase) database));
                }
            } catch (StoreException e) {
                problems.add(e.getMessage());
            }
            return new Check(database.describe(), number, SchemaVersion.KNOWN, problems);
        }

        private static Optional<String> readable(Database database, String table) {
            try {
                return database.read(sql -> sql.first("select 1 from @" + table + " where 1 = 0", to -> {}, row -> "")
                        .or(Optional::empty));
            } catch (StoreException e) {
                return Optional.of("table " + table + ": " + e.getMessage());
            }
        }

        private static List<String> integrity(Database database) {
            return database
                    .read(sql -> sql.list("pragma quick_check(10)", to -> {}, row -> row.text("quick_check")))
                    .stream()
                    .filter(line -> !line.equals("ok"))
                    .map(line -> database.describe() + " is damaged: " + line + ". Restore it from a backup")
                    .toList();
        }

        private static List<String> missingRights(PostgresDatabase database) {
            return database.read(sql -> sql.list(
                    """
                    select t.name || ': no right to ' || r.name as line
                    from unnest(string_to_array(?, ',')) as t(name),
                         unnest(array['select', 'insert', 'update', 'delete']) as r(name)
                    where not has_table_privilege(format('%I.%I', ?, t.name), r.name)
                      and (t.name <> 'onedag_version' or r.name = 'select')
                    order by 1""",
                    to -> to.text(String.join(",", TABLES)).text(database.schema()),
                    row -> row.text("line") + ". Grant it to the user of DATABASE_URL"));
        }
    }
}

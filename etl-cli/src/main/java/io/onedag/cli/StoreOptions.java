package io.onedag.cli;

import io.onedag.cli.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that use the store. */
final class StoreOptions {

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            order = 90,
            description = "Where runs are recorded: postgresql://user@host/db, or a jdbc: URL. Others can see it in the"
                    + " process list: give a password by DATABASE_URL. Default: DATABASE_URL, else an embedded database"
                    + " in .onedag/.")
    @Nullable
    String databaseUrl;

    @Option(
            names = "--schema",
            paramLabel = "SCHEMA",
            order = 91,
            description = "The schema of Onedag's tables. Default: ONEDAG_SCHEMA, else onedag.")
    @Nullable
    String schema;

    /** What they set, by the names of the variables. */
    Map<String, String> flags() {
        var flags = new LinkedHashMap<String, String>();
        if (databaseUrl != null) {
            flags.put(Settings.DATABASE_URL, databaseUrl);
        }
        if (schema != null) {
            flags.put(Settings.SCHEMA, schema);
        }
        return flags;
    }
}

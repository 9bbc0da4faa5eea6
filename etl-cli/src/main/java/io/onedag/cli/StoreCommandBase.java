package io.onedag.cli;

import io.onedag.cli.settings.Settings;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.store.StoreAdmin;
import java.util.LinkedHashMap;
import java.util.Map;

/** A command that uses the store. */
abstract class StoreCommandBase extends CliCommand {

    private final Map<String, String> flags = new LinkedHashMap<>();

    StoreCommandBase(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declareCommon(Arguments arguments) {
        arguments
                .option(
                        "--database-url",
                        "URL",
                        "Where runs are recorded: postgresql://user@host/db, or a jdbc: URL. Others can see it in the"
                                + " process list: give a password by DATABASE_URL. Default: DATABASE_URL, else an"
                                + " embedded database in the current folder.",
                        value -> flags.put(Settings.DATABASE_URL, value))
                .option(
                        "--schema",
                        "SCHEMA",
                        "The schema of Onedag's tables. Default: ONEDAG_SCHEMA, else onedag.",
                        value -> flags.put(Settings.SCHEMA, value));
        super.declareCommon(arguments);
    }

    /** Opens the store, to be closed by the caller. */
    final RunStore openStore(Mode mode) {
        return Stores.open(settings(), surroundings.folder(), mode);
    }

    /** What an operator can do with the store. */
    final StoreAdmin admin() {
        return StoreAdmin.of(settings().all(), Stores.home(surroundings.folder()));
    }

    @Override
    Map<String, String> flags() {
        return flags;
    }
}

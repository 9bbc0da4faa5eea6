package io.onedag.cli;

import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider.Mode;
import io.onedag.store.StoreAdmin;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** A command that uses the store. */
abstract class StoreCommandBase extends CliCommand {

    @Mixin
    final StoreOptions storeOptions = new StoreOptions();

    StoreCommandBase(Surroundings surroundings) {
        super(surroundings);
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
        return storeOptions.flags();
    }
}

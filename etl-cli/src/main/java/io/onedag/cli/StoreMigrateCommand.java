package io.onedag.cli;

import io.onedag.store.StoreAdmin;

/** {@code onedag store migrate}: brings the store's tables to this version. */
final class StoreMigrateCommand extends StoreCommandBase {

    StoreMigrateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {}

    @Override
    String jsonForm() {
        return "{store, from, to}";
    }

    @Override
    public Integer call() {
        StoreAdmin.Migration done = admin().migrate();
        if (json) {
            print(Documents.of("store", done.store(), "from", done.from(), "to", done.to()));
        } else if (done.from() == done.to()) {
            people().println(done.store() + " is up to date: version " + done.to() + ".");
        } else {
            people().println(done.store() + " is now at version " + done.to()
                    + (done.from() == 0 ? ": its tables were made." : ", from version " + done.from() + "."));
        }
        return ExitCode.DONE;
    }
}

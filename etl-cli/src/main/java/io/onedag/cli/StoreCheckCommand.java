package io.onedag.cli;

import io.onedag.store.StoreAdmin;

/** {@code onedag store check}: whether the store can be reached and is up to date. */
final class StoreCheckCommand extends StoreCommandBase {

    StoreCheckCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {}

    @Override
    String jsonForm() {
        return "{ok, store, version, known_version, problems}";
    }

    @Override
    public Integer call() {
        StoreAdmin.Check check = admin().check();
        boolean good = check.problems().isEmpty();
        if (json) {
            print(Documents.of(
                    "ok", good,
                    "store", check.store(),
                    "version", check.version(),
                    "known_version", check.known(),
                    "problems", check.problems()));
        } else {
            people().println((good ? style().green("In order") : style().red("Not in order")) + ": " + check.store()
                    + ", version " + check.version() + " (this command knows " + check.known() + ")");
            check.problems().forEach(problem -> people().println("  " + problem));
        }
        return good ? ExitCode.DONE : ExitCode.UNREACHABLE;
    }
}

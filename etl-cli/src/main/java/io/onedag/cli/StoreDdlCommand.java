package io.onedag.cli;

import picocli.CommandLine.Option;

/** {@code onedag store ddl}: the SQL that makes the store's tables. */
final class StoreDdlCommand extends StoreCommandBase {

    @Option(
            names = "--after",
            paramLabel = "VERSION",
            defaultValue = "0",
            order = 1,
            description = "Leave out what tables of up to this version have. Default: ${DEFAULT-VALUE}, all of it.")
    int after;

    StoreDdlCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        String ddl = admin().ddl(after);
        if (json) {
            print(Documents.of("ddl", ddl));
        } else {
            people().print(ddl);
        }
        return ExitCode.DONE;
    }
}

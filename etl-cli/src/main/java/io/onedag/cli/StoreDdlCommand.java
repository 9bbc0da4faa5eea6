package io.onedag.cli;

/** {@code onedag store ddl}: the SQL that makes the store's tables. */
final class StoreDdlCommand extends StoreCommandBase {

    private int after;

    StoreDdlCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments.option(
                "--after",
                "VERSION",
                "Leave out what tables of up to this version have. Default: 0, all of it.",
                value -> after = (int) Arguments.number("--after", value, 0));
    }

    @Override
    String jsonForm() {
        return "{ddl}";
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

package io.onedag.cli;

import io.onedag.cli.doctor.EnvironmentCheck;
import io.onedag.cli.doctor.Finding;
import io.onedag.cli.doctor.JarChecks;
import io.onedag.cli.doctor.MachineChecks;
import io.onedag.cli.doctor.PythonChecks;
import io.onedag.cli.doctor.StoreChecks;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunStoreProvider.Mode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code onedag doctor}: whether this machine, its settings and an application's jar are in order. */
final class DoctorCommand extends StoreCommandBase {

    private static final int CHECK = 11;
    private static final int LEVEL = 4;

    private @Nullable String jar;

    DoctorCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments.optionalArgument("APP.jar", "An application's jar, to be looked into as well.", value -> jar = value);
    }

    @Override
    String jsonForm() {
        return "{ok, checks: [{check, level, message, next}]}";
    }

    @Override
    public Integer call() {
        var findings = new ArrayList<>(new MachineChecks(settings().all(), surroundings.folder()).findings());
        findings.addAll(StoreChecks.findings(this::admin, () -> openStore(Mode.READ), surroundings.clock()));
        findings.add(EnvironmentCheck.of(settings().all()));
        findings.add(PythonChecks.find());
        if (jar != null) {
            findings.addAll(JarChecks.findings(path(jar)));
        }
        boolean well = findings.stream().noneMatch(each -> each.level() == Finding.Level.FAIL);
        if (json) {
            print(Documents.of(
                    "ok",
                    well,
                    "checks",
                    findings.stream()
                            .map(each -> Documents.of(
                                    "check", each.check(),
                                    "level", each.level().name().toLowerCase(Locale.ROOT),
                                    "message", each.what(),
                                    "next", each.next()))
                            .toList()));
        } else {
            show(findings);
        }
        return well ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Path path(String file) {
        try {
            return surroundings.folder().resolve(file);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + file + "\" is no path of a file");
        }
    }

    private void show(List<Finding> findings) {
        String indent = " ".repeat(LEVEL + CHECK + 4);
        for (Finding each : findings) {
            String level = each.level().name().toLowerCase(Locale.ROOT);
            String coloured = switch (each.level()) {
                case OK -> style().green(level);
                case WARN -> style().yellow(level);
                case FAIL -> style().red(level);
            };
            List<String> lines = Text.wrap(Text.printable(each.what()), Math.max(0, columns() - indent.length()));
            people().println(coloured + " ".repeat(LEVEL - level.length() + 2)
                    + style().bold(Text.padRight(each.check(), CHECK)) + "  "
                    + String.join(System.lineSeparator() + indent, lines));
            each.next().forEach(line -> people().println(indent + style().dim("→ ") + Text.printable(line)));
        }
        long warnings = findings.stream()
                .filter(each -> each.level() == Finding.Level.WARN)
                .count();
        long failures = findings.stream()
                .filter(each -> each.level() == Finding.Level.FAIL)
                .count();
        people().println();
        people().println(
                        failures > 0
                                ? style().red(failures + " won't work")
                                        + (warnings > 0 ? ", " + warnings + " to look at" : "")
                                : warnings > 0
                                        ? style().yellow(warnings + " to look at")
                                        : style().green("All is well."));
    }
}

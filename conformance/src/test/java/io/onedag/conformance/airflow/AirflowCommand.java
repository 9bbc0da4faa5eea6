package io.onedag.conformance.airflow;

import io.onedag.conformance.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The {@code airflow} command of one installation; each start takes it seconds. Thread-safe. */
public final class AirflowCommand {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path bin;
    private final Path folder;
    private final Path consoles;
    private final Map<String, String> environment;
    private final AtomicInteger count = new AtomicInteger();

    AirflowCommand(Path bin, Path folder, Path consoles, Map<String, String> environment) {
        this.bin = bin;
        this.folder = folder;
        this.consoles = consoles;
        this.environment = environment;
    }

    /**
     * Runs a command to its end, like {@code pools import FILE}.
     *
     * @return what it wrote
     * @throws AssertionError when it fails
     */
    public String run(String... arguments) {
        return run(LIMIT, arguments);
    }

    /** Runs a command to its end within a limit. */
    public String run(Duration limit, String... arguments) {
        return end(start("command-" + count.incrementAndGet(), arguments), limit, List.of(arguments));
    }

    /** Runs a Python program to its end, with some more environment. */
    String python(String program, Map<String, String> more) {
        var all = new HashMap<>(environment);
        all.putAll(more);
        return end(
                launch(
                        "python-" + count.incrementAndGet(),
                        List.of(bin.resolve("python").toString(), "-c", program),
                        all),
                LIMIT,
                List.of("python"));
    }

    /** Starts a command that goes on, in a session of its own whose number is that of its process. */
    ServerProcess start(String name, String... arguments) {
        var command = new ArrayList<String>();
        command.add("setsid");
        command.add(bin.resolve("airflow").toString());
        command.addAll(List.of(arguments));
        return launch(name, command, environment);
    }

    private ServerProcess launch(String name, List<String> command, Map<String, String> all) {
        return ServerProcess.start(name, command, folder, all, consoles.resolve(name + ".log"));
    }

    private static String end(ServerProcess process, Duration limit, List<String> arguments) {
        int exit = process.awaitEnd(limit);
        if (exit != 0) {
            throw new AssertionError("airflow " + String.join(" ", arguments) + " failed\n" + process.tail());
        }
        return process.output();
    }
}

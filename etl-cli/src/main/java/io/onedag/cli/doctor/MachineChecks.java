package io.onedag.cli.doctor;

import io.onedag.metrics.InvalidMetricsException;
import io.onedag.metrics.MetricsSettings;
import io.onedag.units.MemorySize;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks at the JVM and the machine that it runs on. */
public final class MachineChecks {

    private static final int OLDEST_JAVA = 17;
    private static final int VIRTUAL_THREADS = 21;
    private static final long LITTLE = 1L << 30;
    private static final long TOO_LITTLE = 100L << 20;

    private final Map<String, String> settings;
    private final Path folder;

    /**
     * Looks from here.
     *
     * @param folder where the command is started
     */
    public MachineChecks(Map<String, String> settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** All findings. */
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        findings.add(java(Runtime.version().feature()));
        findings.add(locale(System.getProperty("sun.jnu.encoding", "")));
        findings.add(processes());
        findings.add(port());
        findings.add(space("disk", folder));
        findings.add(temporary());
        return findings;
    }

    static Finding java(int feature) {
        String version = System.getProperty("java.version") + " (" + System.getProperty("java.vendor", "") + ") in "
                + System.getProperty("java.home");
        if (feature < OLDEST_JAVA) {
            return Finding.fail("java", version + "; Onedag needs " + OLDEST_JAVA, "install a newer JDK");
        }
        String threads = feature >= VIRTUAL_THREADS
                ? "tasks run in virtual threads"
                : "tasks run in threads of the system: fine for hundreds at once; from Java 21 on they are virtual";
        return Finding.ok(
                "java",
                version + "; " + Runtime.getRuntime().availableProcessors() + " processors, heap of at most "
                        + size(Runtime.getRuntime().maxMemory()) + "; " + threads);
    }

    static Finding locale(String encoding) {
        if (encoding.toUpperCase(Locale.ROOT).startsWith("UTF")) {
            return Finding.ok("locale", encoding + ": any text can be passed to processes");
        }
        return Finding.warn(
                "locale",
                (encoding.isEmpty() ? "unknown" : encoding)
                        + ": this JVM can pass no other characters to processes and file names; a shell task with an"
                        + " emoji in an argument fails",
                "start it with LC_ALL=C.UTF-8 in the environment");
    }

    private Finding processes() {
        if (!Files.isReadable(Path.of("/proc/self/stat"))) {
            return Finding.warn(
                    "processes",
                    "there is no /proc: of a shell task whose parent has ended, processes that left its tree are not"
                            + " found",
                    "on Linux mount /proc; elsewhere let commands run in the foreground");
        }
        if (onPath("setsid").isEmpty()) {
            return Finding.warn(
                    "processes",
                    "there is no setsid command: shell tasks run in this session, so Ctrl-C reaches them too",
                    "install util-linux");
        }
        return Finding.ok("processes", "/proc and setsid: shell tasks end with their whole tree");
    }

    private Finding port() {
        MetricsSettings metrics;
        try {
            metrics = MetricsSettings.from(settings);
        } catch (InvalidMetricsException e) {
            return Finding.fail("metrics", String.valueOf(e.getMessage()));
        }
        if (metrics.port().isEmpty()) {
            return Finding.ok("metrics", "they aren't served: there is no port to scrape");
        }
        int port = metrics.port().get();
        if (port == 0) {
            return Finding.ok("metrics", "METRICS_PORT is 0: each process takes a free port");
        }
        var address = new InetSocketAddress(metrics.host(), port);
        if (address.isUnresolved()) {
            return Finding.warn(
                    "metrics",
                    "there is no host " + metrics.host() + ": onedag run goes on without metrics",
                    "set METRICS_HOST to an address of this machine");
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return Finding.ok("metrics", "port " + port + " of " + metrics.host() + " is free");
        } catch (IOException e) {
            return Finding.warn(
                    "metrics",
                    "port " + port + " of " + metrics.host() + " can't be used (" + e.getMessage()
                            + "): onedag run goes on without metrics",
                    "end what listens there (ss -ltnp), or set METRICS_PORT to another port, or to off");
        }
    }

    private static Finding temporary() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        try {
            Files.delete(Files.createTempFile(temporary, "onedag", ".tmp"));
        } catch (IOException e) {
            return Finding.fail(
                    "temp",
                    temporary + " can't be written to (" + e.getClass().getSimpleName()
                            + "): the embedded database unpacks its library there",
                    "make it writable, or start with -Djava.io.tmpdir=FOLDER");
        }
        return space("temp", temporary);
    }

    static Finding space(String check, Path path) {
        try {
            Path at = path.toAbsolutePath();
            long free = Files.getFileStore(at).getUsableSpace();
            String what = size(free) + " free in " + at;
            if (!Files.isWritable(at)) {
                return Finding.fail(check, at + " can't be written to", "make it writable for this user");
            }
            if (free < TOO_LITTLE) {
                return Finding.fail(check, what, "make room: datasets, logs and the embedded database need it");
            }
            return free < LITTLE ? Finding.warn(check, what, "make room for datasets") : Finding.ok(check, what);
        } catch (IOException e) {
            return Finding.warn(check, "the space in " + path + " is not known: " + e.getMessage());
        }
    }

    /** A program on the PATH; empty: there is none. */
    static List<Path> onPath(String program) {
        return onPath(program, System.getenv().getOrDefault("PATH", ""));
    }

    static List<Path> onPath(String program, String path) {
        var found = new ArrayList<Path>();
        for (String each : path.split(File.pathSeparator)) {
            try {
                Path file = Path.of(each.isEmpty() ? "." : each, program);
                if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                    found.add(file);
                }
            } catch (InvalidPathException e) {
                // A folder that this JVM's locale can't name: nothing in it can be started from here.
            }
        }
        return found;
    }

    private static String size(long bytes) {
        long mebi = bytes >> 20;
        return mebi < 10 << 10 ? MemorySize.format(mebi << 20) + "B" : (mebi >> 10) + "GiB";
    }
}

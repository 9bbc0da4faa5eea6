package io.onedag.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * An operating-system process that an attempt started.
 *
 * @param host the machine's name
 * @param pid its process id, which is also its session
 * @param startedAt when it started: a pid that was given again starts later
 */
public record OsProcess(String host, long pid, Instant startedAt) {

    private static final class ThisHost {
        static final String NAME = find();

        private static String find() {
            try {
                String name =
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
                if (!name.isEmpty()) {
                    return name;
                }
            } catch (java.io.IOException e) {
                // not Linux
            }
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }
    }

    /** A process on this machine. One that has ended already counts as started now. */
    public static OsProcess of(ProcessHandle process) {
        return new OsProcess(
                thisHost(), process.pid(), process.info().startInstant().orElseGet(Instant::now));
    }

    /** This machine's name, the same for every process on it. */
    public static String thisHost() {
        return ThisHost.NAME;
    }
}

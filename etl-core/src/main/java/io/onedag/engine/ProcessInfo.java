package io.onedag.engine;

import java.time.Instant;
import java.util.UUID;

/**
 * A process of ours that works on a store.
 *
 * @param id UUIDv7 of this start of the process
 * @param host the machine's name
 * @param pid the operating system's process id
 * @param startedAt when the process started, by its machine's clock: a pid that was given again starts later
 * @param application the application, for example the jar's name
 * @param version its version
 */
public record ProcessInfo(UUID id, String host, long pid, Instant startedAt, String application, String version) {

    /** This process. */
    public static ProcessInfo current(UUID id, String application, String version) {
        OsProcess self = OsProcess.of(ProcessHandle.current());
        return new ProcessInfo(id, self.host(), self.pid(), self.startedAt(), application, version);
    }

    /**
     * Whether it ran on this machine and is known to have ended: no process has its pid now, or one that started later. False for a
     * process of another machine.
     */
    public boolean hasEndedHere() {
        if (!host.equals(OsProcess.thisHost())) {
            return false;
        }
        ProcessHandle found = ProcessHandle.of(pid).orElse(null);
        // The system counts the start in ticks since a boot time that moves with its clock, hence the second.
        return found == null
                || !found.isAlive()
                || found.info()
                        .startInstant()
                        .filter(start -> start.isAfter(startedAt.plusSeconds(1)))
                        .isPresent();
    }

    /** {@code pid 123 on host}. */
    @Override
    public String toString() {
        return "pid " + pid + " on " + host;
    }
}

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

    /** {@code pid 123 on host}. */
    @Override
    public String toString() {
        return "pid " + pid + " on " + host;
    }
}

package io.onedag.engine;

import java.time.Instant;

/**
 * An operating-system process that an attempt started.
 *
 * @param host the machine's name
 * @param pid its process id, which is also its session
 * @param startedAt when it started: a pid that was given again starts later
 */
public record OsProcess(String host, long pid, Instant startedAt) {}

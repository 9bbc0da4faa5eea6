package io.onedag.attempt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The processes of this machine as Linux tells them under {@code /proc}. */
final class ProcFs {

    private static final Path PROC = Path.of("/proc");

    /** Where the fields of {@code /proc/PID/stat} that follow the name begin: the state, field 3 of proc(5). */
    private static final int STATE = 0;

    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int START = 19;

    private ProcFs() {}

    /**
     * A process.
     *
     * @param state one letter; Z and X: it has ended
     * @param parent its parent's pid; 1 or a subreaper's once the parent has ended
     * @param session the pid of the process that began its session
     * @param startTicks when it started, in clock ticks since the machine did
     */
    record Entry(long pid, char state, long parent, long session, long startTicks) {

        boolean isAlive() {
            return state != 'Z' && state != 'X';
        }
    }

    /** Whether this machine has a {@code /proc} like Linux's. */
    static boolean isAvailable() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /** All processes. */
    static List<Entry> all() {
        var entries = new ArrayList<Entry>();
        try (DirectoryStream<Path> pids = Files.newDirectoryStream(PROC, ProcFs::isPid)) {
            for (Path pid : pids) {
                Entry entry = read(Long.parseLong(pid.getFileName().toString()));
                if (entry != null) {
                    entries.add(entry);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return entries;
    }

    /** A process, or null when there is none of this pid. */
    static @Nullable Entry read(long pid) {
        String stat;
        try {
            stat = new String(
                    Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
        // the second field is the name in parentheses, which may hold blanks and parentheses itself
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new Entry(
                pid,
                fields[STATE].charAt(0),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[SESSION]),
                Long.parseLong(fields[START]));
    }

    /** A variable of a process's environment as it was when its program began; null when it has none or may not be read. */
    static @Nullable String environment(long pid, String name) {
        byte[] environ;
        try {
            environ = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("environ"));
        } catch (IOException e) {
            return null;
        }
        byte[] start = (name + "=").getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < environ.length; at++) {
            int end = at;
            while (end < environ.length && environ[end] != 0) {
                end++;
            }
            if (end - at >= start.length && Arrays.equals(environ, at, at + start.length, start, 0, start.length)) {
                return new String(environ, at + start.length, end - at - start.length, StandardCharsets.UTF_8);
            }
            at = end;
        }
        return null;
    }

    static boolean isPid(Path path) {
        String name = path.getFileName().toString();
        return name.charAt(0) >= '0' && name.charAt(0) <= '9';
    }
}

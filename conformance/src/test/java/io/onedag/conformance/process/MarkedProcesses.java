package io.onedag.conformance.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All processes that were started with an environment variable of a certain value, and so all that come from one program: also those
 * that left its session or outlived their parent. Linux only. Thread-safe.
 */
public final class MarkedProcesses {

    private final String mark;

    /** The processes whose environment has {@code name=value}, the own one excepted. */
    public MarkedProcesses(String name, String value) {
        this.mark = "\0" + name + "=" + value + "\0";
    }

    /** Those that are alive now; a zombie is not. */
    public List<ProcessHandle> alive() {
        long own = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(each -> each.pid() != own && isMarked(each.pid()))
                .toList();
    }

    /**
     * Ends them all by SIGKILL, those too that they start meanwhile.
     *
     * @throws AssertionError when some are still there at the end
     */
    public void end(Duration limit) {
        Poll.until(limit, () -> "not ended: " + describe(), () -> {
            List<ProcessHandle> alive = alive();
            alive.forEach(ProcessHandle::destroyForcibly);
            return alive.isEmpty();
        });
    }

    /**
     * Ends those of one session by SIGKILL, those too that they start meanwhile; a process that began a session of its own is not among them.
     *
     * @throws AssertionError when some are still there at the end
     */
    public void endSession(long session, Duration limit) {
        Poll.until(limit, () -> "not ended: " + describe(), () -> {
            List<ProcessHandle> alive = alive().stream()
                    .filter(each -> session(each.pid()) == session)
                    .toList();
            alive.forEach(ProcessHandle::destroyForcibly);
            return alive.isEmpty();
        });
    }

    /** Their numbers and command lines, one per line. */
    public String describe() {
        return alive().stream()
                .map(each -> each.pid() + " " + commandLine(each.pid()))
                .collect(Collectors.joining("\n"));
    }

    /** The command line of a process with blanks between its words; empty when it is gone. */
    public static String commandLine(long pid) {
        return read(pid, "cmdline").replace('\0', ' ').strip();
    }

    private boolean isMarked(long pid) {
        return ("\0" + read(pid, "environ")).contains(mark);
    }

    /** Of a line like {@code 42 (a name) S 1 42 41 ...}, the fourth value after the name. */
    private static long session(long pid) {
        String stat = read(pid, "stat");
        return stat.isEmpty()
                ? -1
                : Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}

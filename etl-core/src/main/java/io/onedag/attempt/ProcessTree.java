package io.onedag.attempt;

import io.onedag.TaskContext;
import io.onedag.engine.OsProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An operating-system process that an attempt started, with everything it started in turn.
 *
 * <p>On Linux the process leads a session of its own. To its tree belong the members of that session, also those whose parent has
 * ended; every process that carries the mark which {@link #start} puts into the environment, also in a session of its own; and the
 * descendants of all these. Only a process that left the session, cleared its environment and lost its parent gets away. Elsewhere the
 * tree is what the operating system names as descendants at the moment it is ended.
 *
 * <p>Ending a tree means SIGTERM to each of its processes, {@link #GRACE} to comply, then SIGKILL until none is left.
 *
 * <p>A JVM that ends, also by SIGTERM, ends its trees. What was cut that way is no outcome: whoever waits for it waits on, until it is
 * interrupted or the JVM is gone. Thread-safe.
 */
public final class ProcessTree {

    /** How long a process has between SIGTERM and SIGKILL: 3 s. */
    public static final Duration GRACE = Duration.ofSeconds(3);

    /** How long to wait for a process after SIGKILL: one in an uninterruptible system call dies only after that. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Start times are exact to the second, and the clock they are told by may be slewed meanwhile. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    /** The environment variable that marks the processes of a tree. */
    private static final String MARK = "ONEDAG_PROCESS_TREE";

    private static final boolean LINUX = ProcFs.isAvailable();
    private static final @Nullable String SETSID = LINUX ? findSetsid() : null;
    private static final Set<ProcessTree> RUNNING = ConcurrentHashMap.newKeySet();
    private static volatile boolean closing;

    /** Registered with the first process, so that a JVM without any ends as fast as ever. */
    private static final class AtExit {
        static {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(ProcessTree::close, "end processes"));
            } catch (IllegalStateException e) {
                closing = true; // the JVM is ending already
            }
        }

        private AtExit() {}

        static void register() {
            // loading the class does it
        }
    }

    private final Process process;
    private final @Nullable Members members;
    private final Duration grace;
    private volatile boolean ended;
    private volatile boolean cut;

    private ProcessTree(Process process, @Nullable Members members, Duration grace) {
        this.process = process;
        this.members = members;
        this.grace = grace;
    }

    /**
     * Starts a process of an attempt in a session of its own, and puts it on record. Where the machine has a {@code setsid} command,
     * it is what is started, and replaced by the program: a program that doesn't exist or may not be executed shows as exit code 127 or
     * 126 then, as in a shell.
     *
     * @throws IOException when the process can't be started
     */
    public static ProcessTree start(ProcessBuilder builder, TaskContext context) throws IOException {
        ProcessTree tree = start(builder, mark(context.run().id(), context.task(), context.mapIndex()), GRACE);
        try {
            context.processStarted(tree.process.toHandle());
            return tree;
        } catch (Throwable e) {
            tree.end();
            throw e;
        }
    }

    static ProcessTree start(ProcessBuilder builder, String owner, Duration grace) throws IOException {
        AtExit.register();
        String mark = owner + UUID.randomUUID();
        builder.environment().put(MARK, mark);
        if (SETSID != null) {
            var command = new ArrayList<String>();
            command.add(SETSID);
            command.addAll(builder.command());
            builder.command(command);
        }
        Process process = builder.start();
        ProcFs.Entry leader = LINUX ? ProcFs.read(process.pid()) : null;
        Members members =
                LINUX ? new Members(process.pid(), leader == null ? Members.UNKNOWN : leader.startTicks(), mark) : null;
        var tree = new ProcessTree(process, members, grace);
        RUNNING.add(tree);
        if (closing) { // the hook may have looked before
            tree.cut = true;
            tree.end();
        }
        return tree;
    }

    /** The process at its root. */
    public Process process() {
        return process;
    }

    /**
     * Waits until the process has ended, then ends what it left behind.
     *
     * @return its exit code; 128 and the signal's number when a signal ended it
     * @throws InterruptedException when this thread was interrupted; the whole tree has ended then too
     */
    public int waitFor() throws InterruptedException {
        int code;
        try {
            code = process.waitFor();
        } finally {
            end();
        }
        while (cut) {
            TimeUnit.DAYS.sleep(1); // the JVM is ending, and this end of the process says nothing about its work
        }
        return code;
    }

    /**
     * Ends what is left of the tree, and returns when it has ended. An interrupt of the calling thread doesn't cut this short; it stays
     * pending.
     */
    public void end() {
        if (ended) {
            return;
        }
        try {
            if (members != null) {
                endThose(members::alive, grace);
            } else {
                endHandles(process.toHandle(), grace);
            }
            ended = true;
        } finally {
            RUNNING.remove(this);
        }
    }

    private static void close() {
        closing = true;
        for (ProcessTree tree : RUNNING) {
            tree.cut |= tree.process.isAlive();
        }
        endAll();
    }

    /** Ends all trees that this JVM started and that still run. A JVM that ends does so by itself. */
    public static void endAll() {
        endAll(GRACE);
    }

    /**
     * The same, for who has less time.
     *
     * @param grace between SIGTERM and SIGKILL; zero: SIGKILL at once
     */
    public static void endAll(Duration grace) {
        List<ProcessTree> trees = List.copyOf(RUNNING);
        if (trees.isEmpty()) {
            return;
        }
        if (LINUX) {
            endThose(
                    () -> trees.stream()
                            .map(tree -> tree.members)
                            .flatMap(members -> members == null ? Stream.empty() : members.alive().stream())
                            .distinct()
                            .toList(),
                    grace);
            RUNNING.removeAll(trees);
        } else {
            trees.forEach(ProcessTree::end);
        }
    }

    /**
     * Ends what is left of a tree that another JVM started, which lives no more. Does nothing when the process ran on another machine,
     * when all of it has ended, or when its pid has been given to another process since.
     *
     * @return how many processes there were to end
     */
    public static int endRemains(OsProcess remains) {
        return endRemains(remains, GRACE);
    }

    static int endRemains(OsProcess remains, Duration grace) {
        if (!remains.host().equals(OsProcess.thisHost())) {
            return 0;
        }
        ProcessHandle leader = ProcessHandle.of(remains.pid()).orElse(null);
        if (leader != null && !isSame(leader, remains)) {
            return 0; // a pid that is still a session's id isn't given again, so nothing is left of that session either
        }
        if (!LINUX) {
            return leader == null ? 0 : endHandles(leader, grace);
        }
        Members members = led(remains.pid());
        return members == null ? 0 : endThose(members::alive, grace);
    }

    /**
     * Ends what is left of the processes of a task run's attempts, on this machine, by the mark that they carry: also of one whose JVM
     * ended before it could put the process on record. Only Linux lets marks be seen.
     *
     * @param mapIndex of a mapped instance; -1: not mapped
     * @return how many processes there were to end
     */
    public static int endRemains(UUID run, String task, int mapIndex) {
        return LINUX ? endMarked(mark(run, task, mapIndex), GRACE) : 0;
    }

    static int endMarked(String owner, Duration grace) {
        Set<Members> trees = new HashSet<>();
        long self = ProcessHandle.current().pid();
        for (ProcFs.Entry entry : ProcFs.all()) {
            String mark = entry.pid() == self ? null : ProcFs.environment(entry.pid(), MARK);
            if (mark != null && mark.startsWith(owner)) {
                trees.add(new Members(
                        entry.pid() == entry.session() ? entry.pid() : Members.UNKNOWN, Members.UNKNOWN, mark));
            }
        }
        return endThose(
                () -> trees.stream()
                        .flatMap(tree -> tree.alive().stream())
                        .distinct()
                        .toList(),
                grace);
    }

    /** How the marks of a task run's processes begin. */
    static String mark(UUID run, String task, int mapIndex) {
        return run + " " + mapIndex + " " + task + " ";
    }

    private static boolean isSame(ProcessHandle leader, OsProcess remains) {
        return leader.info()
                .startInstant()
                .map(started ->
                        Duration.between(started, remains.startedAt()).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                .orElse(true);
    }

    private static @Nullable Members led(long pid) {
        ProcFs.Entry leader = ProcFs.read(pid);
        if (leader == null) {
            return orphans(pid);
        }
        return new Members(pid, leader.startTicks(), ProcFs.environment(pid, MARK));
    }

    /** The members of a session without its leader: ours only if one carries a mark, since the pid may have led a later session too. */
    private static @Nullable Members orphans(long session) {
        for (ProcFs.Entry entry : ProcFs.all()) {
            if (entry.session() == session && entry.isAlive()) {
                String mark = ProcFs.environment(entry.pid(), MARK);
                if (mark != null) {
                    return new Members(session, Members.UNKNOWN, mark);
                }
            }
        }
        return null;
    }

    /**
     * Finds the processes of a tree.
     *
     * @param leader the pid that the session began with, or {@link #UNKNOWN}
     * @param startTicks when it started, or {@link #UNKNOWN}
     * @param mark what its processes carry in their environment, or null
     */
    record Members(long leader, long startTicks, @Nullable String mark) {
        static final long UNKNOWN = -1;

        List<ProcFs.Entry> alive() {
            var byPid = new LinkedHashMap<Long, ProcFs.Entry>();
            var children = new LinkedHashMap<Long, List<ProcFs.Entry>>();
            for (ProcFs.Entry entry : ProcFs.all()) {
                byPid.put(entry.pid(), entry);
                children.computeIfAbsent(entry.parent(), any -> new ArrayList<>())
                        .add(entry);
            }
            ProcFs.Entry first = byPid.get(leader);
            boolean reused = first != null && startTicks != UNKNOWN && first.startTicks() != startTicks;
            long self = ProcessHandle.current().pid();
            var found = new LinkedHashMap<Long, ProcFs.Entry>();
            for (ProcFs.Entry entry : byPid.values()) {
                boolean inSession = !reused && (entry.session() == leader || entry.pid() == leader);
                if (entry.pid() != self && (inSession || isMarked(entry))) {
                    addWithDescendants(entry, children, self, found);
                }
            }
            return found.values().stream().filter(ProcFs.Entry::isAlive).toList();
        }

        private boolean isMarked(ProcFs.Entry entry) {
            return mark != null
                    && entry.startTicks() >= startTicks
                    && entry.isAlive()
                    && mark.equals(ProcFs.environment(entry.pid(), MARK));
        }

        private static void addWithDescendants(
                ProcFs.Entry root, Map<Long, List<ProcFs.Entry>> children, long self, Map<Long, ProcFs.Entry> found) {
            var open = new ArrayList<ProcFs.Entry>();
            open.add(root);
            while (!open.isEmpty()) {
                ProcFs.Entry next = open.remove(open.size() - 1);
                if (next.pid() != self && found.putIfAbsent(next.pid(), next) == null) {
                    open.addAll(children.getOrDefault(next.pid(), List.of()));
                }
            }
        }
    }

    /** SIGTERM, the grace, SIGKILL until none is left; those that appear meanwhile are treated alike. */
    private static int endThose(Supplier<List<ProcFs.Entry>> members, Duration grace) {
        List<ProcFs.Entry> alive = members.get();
        if (alive.isEmpty()) {
            return 0;
        }
        Set<Long> known = new HashSet<>();
        try (var pause = new Pause()) {
            long start = System.nanoTime();
            while (!alive.isEmpty() && System.nanoTime() - start < grace.toNanos()) {
                for (ProcFs.Entry entry : alive) {
                    if (known.add(entry.pid())) {
                        ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroy);
                    }
                }
                pause.take();
                alive = members.get();
            }
            while (!alive.isEmpty()
                    && System.nanoTime() - start < grace.plus(PATIENCE).toNanos()) {
                for (ProcFs.Entry entry : alive) {
                    known.add(entry.pid());
                    ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly);
                }
                pause.take();
                alive = members.get();
            }
        }
        return known.size();
    }

    /** The same where only the operating system's word says which processes descend from {@code root}. */
    static int endHandles(ProcessHandle root, Duration grace) {
        List<ProcessHandle> all = new ArrayList<>(root.descendants().toList());
        all.add(root);
        all.removeIf(each -> !each.isAlive());
        all.forEach(ProcessHandle::destroy);
        try (var pause = new Pause()) {
            long start = System.nanoTime();
            while (anyAlive(all) && System.nanoTime() - start < grace.toNanos()) {
                pause.take();
            }
            all.forEach(ProcessHandle::destroyForcibly);
            while (anyAlive(all)
                    && System.nanoTime() - start < grace.plus(PATIENCE).toNanos()) {
                pause.take();
            }
        }
        return all.size();
    }

    private static boolean anyAlive(Collection<ProcessHandle> handles) {
        return handles.stream().anyMatch(ProcessHandle::isAlive);
    }

    private static @Nullable String findSetsid() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of("/usr/bin", "/bin"), Stream.of(path.split(":")))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "setsid"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /** Waits, longer each time, and keeps an interrupt for later. */
    private static final class Pause implements AutoCloseable {
        private static final long FIRST_NANOS = 1_000_000;
        private static final long LONGEST_NANOS = 50_000_000;

        private long nanos = FIRST_NANOS;
        private boolean interrupted;

        void take() {
            long until = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = until - System.nanoTime()) {
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(this, left);
            }
            nanos = Math.min(nanos * 2, LONGEST_NANOS);
        }

        @Override
        public void close() {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

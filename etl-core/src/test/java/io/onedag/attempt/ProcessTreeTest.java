package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.TaskResult;
import io.onedag.engine.OsProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ProcessTreeTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    private static final UUID RUN = UUID.randomUUID();
    private static final String OWNER = ProcessTree.mark(RUN, "load", -1);

    private final List<Long> toKill = new ArrayList<>();

    @AfterEach
    void leave_nothing_behind() {
        toKill.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Each script starts processes that outlive it, prints their pids in one line, and stays unless it says "exit". */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // a child
                "sleep 300 & echo $!; wait",
                // a grandchild
                "sh -c 'sleep 300 & echo $!; wait'",
                // one whose parent has ended
                "(sleep 300 & echo $!); sleep 300",
                // one whose parent and grandparent have ended
                "sh -c '(sleep 300 & echo $!) &'; sleep 300",
                // one that ignores SIGTERM
                "trap '' TERM; sleep 300 & echo $!; while :; do wait; done",
                // one in another process group
                "set -m; sleep 300 & echo $!; wait",
                // one in a session of its own
                "setsid sh -c 'echo $$; exec sleep 300'; sleep 300",
                // a daemon: in a session of its own, its parent has ended
                "(setsid sh -c 'echo $$; exec sleep 300' &); sleep 300",
                // one that has cleared its environment
                "env -i sleep 300 & echo $!; wait",
                // one in a session of its own that has cleared its environment
                "setsid env -i sh -c 'echo $$; exec sleep 300' & wait",
                // a stopped one
                "sleep 300 & echo $!; kill -STOP $!; wait",
                // more of them than one
                "for i in 1 2 3 4 5 6 7 8; do (sleep 300 & printf '%s ' $!); done; echo; sleep 300"
            })
    void ending_a_tree_leaves_none_of_its_processes(String script) throws Exception {
        var tree = start(script);
        List<Long> pids = pids(tree);
        assertThat(pids).allMatch(ProcessTreeTest::isAlive);

        tree.end();

        assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
        assertThat(tree.process().waitFor()).isGreaterThan(128);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 300 & echo $!",
                "(sleep 300 & echo $!)",
                "trap '' TERM; (sleep 300 & echo $!)",
                "(setsid sh -c 'echo $$; exec sleep 300' &); read line"
            })
    void what_a_process_leaves_behind_when_it_exits_is_ended(String script) throws Exception {
        var tree = start(script + "; exit 7");
        List<Long> pids = pids(tree);
        tree.process().getOutputStream().close();

        assertThat(tree.waitFor()).isEqualTo(7);

        assertThat(pids).hasSize(1).noneMatch(ProcessTreeTest::isAlive);
    }

    @Test
    void a_process_that_complies_with_SIGTERM_gets_to_clean_up() throws Exception {
        var tree =
                start("trap 'echo cleaned up; exit 3' TERM; echo $$; while :; do sleep 0.01; done", ProcessTree.GRACE);
        var output = reader(tree);
        output.readLine();

        tree.end();

        assertThat(output.readLine()).isEqualTo("cleaned up");
        assertThat(tree.process().waitFor()).isEqualTo(3);
    }

    @Test
    void a_tree_that_complies_costs_no_grace() throws Exception {
        var tree = start("sleep 300 & echo $!; wait", Duration.ofMinutes(10));
        List<Long> pids = pids(tree);

        tree.end();

        assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
    }

    @Test
    void SIGTERM_comes_once_however_long_the_grace_is() throws Exception {
        var tree = start("trap 'echo SIGTERM' TERM; echo $$; while :; do sleep 0.01; done");
        var output = reader(tree);
        output.readLine();

        tree.end();

        assertThat(output.lines()).containsExactly("SIGTERM");
    }

    @Test
    void an_interrupt_while_waiting_ends_the_tree_first() throws Exception {
        var tree = start("(sleep 300 & echo $!); sleep 300");
        List<Long> pids = pids(tree);
        var thrown = new AtomicReference<Throwable>();
        var waiting = new CountDownLatch(1);
        var waiter = new Thread(() -> {
            waiting.countDown();
            try {
                tree.waitFor();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        waiter.start();
        waiting.await();

        waiter.interrupt();
        waiter.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
    }

    @Test
    void an_interrupt_while_ending_is_kept_and_cuts_nothing_short() throws Exception {
        var tree = start("trap '' TERM; echo $$; while :; do sleep 300; done");
        List<Long> pids = pids(tree);

        Thread.currentThread().interrupt();
        tree.end();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
    }

    @Test
    void ending_all_trees_ends_each() throws Exception {
        var one = start("sleep 300 & echo $!; wait");
        var other = start("(sleep 300 & echo $!); sleep 300");
        var pids = new ArrayList<>(pids(one));
        pids.addAll(pids(other));

        ProcessTree.endAll();

        assertThat(pids).hasSize(2).noneMatch(ProcessTreeTest::isAlive);
    }

    @Test
    void remains_are_ended_by_pid_and_start_time() throws Exception {
        var tree = start("(sleep 300 & echo $!); (setsid sh -c 'echo $$; exec sleep 300' &); sleep 300");
        var output = reader(tree);
        var pids = List.of(Long.parseLong(output.readLine()), Long.parseLong(output.readLine()));

        assertThat(ProcessTree.endRemains(OsProcess.of(tree.process().toHandle())))
                .isGreaterThanOrEqualTo(3);

        assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
        assertThat(tree.process().waitFor()).isGreaterThan(128);
    }

    @Test
    void remains_are_ended_when_the_process_itself_has_ended() throws Exception {
        var tree = start("(sleep 300 & echo $!); read line");
        OsProcess process = OsProcess.of(tree.process().toHandle());
        List<Long> pids = pids(tree);
        tree.process().getOutputStream().close();
        tree.process().waitFor();
        assertThat(pids).allMatch(ProcessTreeTest::isAlive);

        assertThat(ProcessTree.endRemains(process)).isEqualTo(1);

        assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
    }

    @Test
    void remains_that_are_not_on_record_are_ended_by_their_mark() throws Exception {
        var tree = start("env -i sleep 300 & printf '%s ' $!; (env -i sleep 300 & printf '%s ' $!);"
                + " (setsid sleep 300 & echo $!); sleep 300");
        List<Long> pids = pids(tree);
        var others = new ArrayList<ProcessTree>();
        for (String owner : List.of(
                ProcessTree.mark(RUN, "load", 0),
                ProcessTree.mark(RUN, "load2", -1),
                ProcessTree.mark(UUID.randomUUID(), "load", -1))) {
            others.add(ProcessTree.start(new ProcessBuilder("sleep", "300"), owner, SHORT));
        }

        assertThat(ProcessTree.endRemains(RUN, "load", -1)).isGreaterThanOrEqualTo(4);

        assertThat(pids).hasSize(3).noneMatch(ProcessTreeTest::isAlive);
        assertThat(others).allMatch(other -> other.process().isAlive());
        others.forEach(ProcessTree::end);
        assertThat(ProcessTree.endRemains(RUN, "load", -1)).isZero();
    }

    @Test
    void a_process_that_got_the_pid_later_is_left_alone() throws Exception {
        var tree = start("echo $$; read line");
        OsProcess process = OsProcess.of(tree.process().toHandle());
        pids(tree);
        var earlier =
                new OsProcess(process.host(), process.pid(), process.startedAt().minusSeconds(60));

        assertThat(ProcessTree.endRemains(earlier)).isZero();

        assertThat(tree.process().isAlive()).isTrue();
        tree.end();
    }

    @Test
    void a_start_time_that_is_off_by_what_clocks_are_off_is_the_same_process() throws Exception {
        var tree = start("echo $$; read line");
        OsProcess process = OsProcess.of(tree.process().toHandle());
        List<Long> pids = pids(tree);

        assertThat(ProcessTree.endRemains(new OsProcess(
                        process.host(), process.pid(), process.startedAt().minusSeconds(2))))
                .isEqualTo(1);

        assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
    }

    @Test
    void the_session_of_a_process_that_got_the_pid_later_is_left_alone() throws Exception {
        var tree = start("sleep 300 & echo $!; wait");
        List<Long> pids = pids(tree);
        ProcFs.Entry leader = ProcFs.read(tree.process().pid());
        assertThat(leader).isNotNull();

        assertThat(new ProcessTree.Members(leader.pid(), leader.startTicks(), null).alive())
                .extracting(ProcFs.Entry::pid)
                .containsExactlyInAnyOrder(leader.pid(), pids.get(0));
        assertThat(new ProcessTree.Members(leader.pid(), leader.startTicks() - 1, null).alive())
                .isEmpty();
    }

    @Test
    void the_process_that_looks_is_no_part_of_the_tree_though_it_is_of_the_session() {
        long self = ProcessHandle.current().pid();
        ProcFs.Entry entry = ProcFs.read(self);
        assertThat(entry).isNotNull();

        for (long leader : new long[] {entry.session(), entry.parent(), self}) {
            assertThat(new ProcessTree.Members(leader, ProcessTree.Members.UNKNOWN, null).alive())
                    .extracting(ProcFs.Entry::pid)
                    .doesNotContain(self);
        }
    }

    @Test
    void a_process_of_another_machine_is_left_alone() throws Exception {
        var tree = start("echo $$; read line");
        OsProcess process = OsProcess.of(tree.process().toHandle());
        pids(tree);

        assertThat(ProcessTree.endRemains(new OsProcess("elsewhere", process.pid(), process.startedAt())))
                .isZero();

        assertThat(tree.process().isAlive()).isTrue();
        tree.end();
    }

    @Test
    void a_session_that_carries_no_mark_of_ours_is_left_alone() throws Exception {
        Process stranger = new ProcessBuilder("setsid", "sh", "-c", "(sleep 300 & echo $!); read line").start();
        OsProcess process = OsProcess.of(stranger.toHandle());
        long pid = Long.parseLong(new BufferedReader(new InputStreamReader(stranger.getInputStream())).readLine());
        toKill.add(pid);
        stranger.getOutputStream().close();
        stranger.waitFor();

        assertThat(ProcessTree.endRemains(process)).isZero();

        assertThat(isAlive(pid)).isTrue();
    }

    @Test
    void a_program_that_does_not_exist_shows_as_exit_code_127() throws Exception {
        var tree = ProcessTree.start(new ProcessBuilder("no-such-program"), OWNER, SHORT);

        assertThat(tree.waitFor()).isEqualTo(127);
    }

    @Test
    void a_working_directory_that_does_not_exist_is_an_error() {
        var builder = new ProcessBuilder("true").directory(new java.io.File("/no/such/folder"));

        assertThatThrownBy(() -> ProcessTree.start(builder, OWNER, SHORT)).isInstanceOf(IOException.class);
    }

    @Test
    void what_a_task_starts_is_put_on_record_and_found_by_its_task_run(@TempDir Path home) throws Exception {
        try (var fixture = new AttemptFixture(home)) {
            var result = fixture.run(context -> {
                var tree = ProcessTree.start(new ProcessBuilder("sleep", "300"), context);
                toKill.add(tree.process().pid());
                assertThat(ProcessTree.endRemains(context.run().id(), "t", 0)).isZero();
                assertThat(ProcessTree.endRemains(context.run().id(), "t", -1)).isEqualTo(1);
                return TaskResult.success(tree.waitFor());
            });

            assertThat(AttemptFixture.succeeded(result).output()).isEqualTo("143");
            assertThat(fixture.processes).extracting(ProcessHandle::pid).containsExactly(toKill.get(0));
        }
    }

    @Test
    void what_can_not_be_put_on_record_is_ended(@TempDir Path home) {
        try (var fixture = new AttemptFixture(home)) {
            fixture.recorder = process -> {
                toKill.add(process.pid());
                throw new IllegalStateException("the store is gone");
            };

            assertThat(fixture.failure(context -> {
                                ProcessTree.start(new ProcessBuilder("sleep", "300"), context);
                                return TaskResult.success();
                            })
                            .message())
                    .isEqualTo("IllegalStateException: the store is gone");

            assertThat(toKill).hasSize(1).noneMatch(ProcessTreeTest::isAlive);
        }
    }

    /** Where no session tells what belongs together, the operating system's list of descendants does. */
    @Nested
    class WithoutSessions {

        private ProcessHandle root(ProcessTree tree) {
            return tree.process().toHandle();
        }

        @Test
        void ending_a_process_ends_its_descendants() throws Exception {
            // it waits for its child, so that none is left to whatever adopts orphans here
            var tree = start("trap 'wait; exit 3' TERM; sh -c 'echo $$; exec sleep 300' & wait");
            List<Long> pids = pids(tree);

            assertThat(ProcessTree.endHandles(root(tree), Duration.ofMinutes(10)))
                    .isEqualTo(2);

            assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
            assertThat(tree.process().isAlive()).isFalse();
        }

        @Test
        void one_that_complies_gets_to_clean_up_and_costs_no_grace() throws Exception {
            var tree = start("trap 'echo cleaned up; exit 3' TERM; echo $$; while :; do sleep 0.01; done");
            var output = reader(tree);
            output.readLine();

            ProcessTree.endHandles(root(tree), Duration.ofMinutes(10));

            assertThat(output.readLine()).isEqualTo("cleaned up");
            assertThat(tree.process().waitFor()).isEqualTo(3);
        }

        @Test
        void one_that_ignores_SIGTERM_is_killed_after_the_grace() throws Exception {
            var tree = start("trap '' TERM; echo $$; while read line; do :; done");
            List<Long> pids = pids(tree);
            long start = System.nanoTime();

            ProcessTree.endHandles(root(tree), SHORT);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, Duration.ofSeconds(8));
            assertThat(pids).noneMatch(ProcessTreeTest::isAlive);
            assertThat(tree.process().waitFor()).isEqualTo(137);
        }

        @Test
        void there_is_nothing_to_end_of_one_that_has_ended() throws Exception {
            var tree = start("exit 0");
            tree.process().waitFor();

            assertThat(ProcessTree.endHandles(root(tree), SHORT)).isZero();
        }
    }

    /** A JVM whose main thread waits for a process; what it prints after that would be an outcome. */
    static final class Waiting {
        public static void main(String[] args) throws Exception {
            var tree = ProcessTree.start(
                    new ProcessBuilder("sh", "-c", "(sleep 300 & echo $!); sleep 300 & echo $!; wait"), OWNER, SHORT);
            var output = reader(tree);
            System.out.println(output.readLine() + " " + output.readLine());
            System.out.println("ended with " + tree.waitFor());
        }
    }

    @Test
    void a_JVM_that_is_ended_ends_its_trees_and_takes_that_for_no_outcome() throws Exception {
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Waiting.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        toKill.add(jvm.pid());
        var output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        List<Long> pids = List.of(output.readLine().split(" ")).stream()
                .map(Long::parseLong)
                .toList();
        toKill.addAll(pids);

        jvm.toHandle().destroy();

        assertThat(output.readLine()).isNull();
        assertThat(jvm.waitFor()).isEqualTo(143);
        assertThat(pids).hasSize(2).noneMatch(ProcessTreeTest::isAlive);
    }

    private ProcessTree start(String script) throws IOException {
        return start(script, SHORT);
    }

    private ProcessTree start(String script, Duration grace) throws IOException {
        var tree = ProcessTree.start(new ProcessBuilder("sh", "-c", script), OWNER, grace);
        toKill.add(tree.process().pid());
        return tree;
    }

    private List<Long> pids(ProcessTree tree) throws IOException {
        String line = reader(tree).readLine();
        List<Long> pids =
                List.of(line.strip().split(" ")).stream().map(Long::parseLong).toList();
        toKill.addAll(pids);
        return pids;
    }

    private static BufferedReader reader(ProcessTree tree) {
        return new BufferedReader(new InputStreamReader(tree.process().getInputStream(), StandardCharsets.UTF_8));
    }

    private static boolean isAlive(long pid) {
        ProcFs.Entry entry = ProcFs.read(pid);
        return entry != null && entry.isAlive();
    }
}

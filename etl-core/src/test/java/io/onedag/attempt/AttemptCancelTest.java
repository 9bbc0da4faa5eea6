package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a task sees of a cancel, and what becomes of what it registered to be ended. */
@Timeout(20)
class AttemptCancelTest {

    @TempDir
    Path home;

    @AutoClose
    private @Nullable AttemptFixture opened;

    private AttemptFixture fixture;

    @BeforeEach
    void open() {
        opened = new AttemptFixture(home);
        fixture = opened;
    }

    /** A body that can have its own attempt cancelled. */
    private interface Cancellable {
        void execute(TaskContext context, Runnable cancel) throws Exception;
    }

    private AttemptResult run(Cancellable body) {
        var attempt = new AtomicReference<Attempt>();
        Task task = context -> {
            body.execute(context, () -> attempt.get().cancel("stop"));
            return TaskResult.success();
        };
        attempt.set(fixture.attempt(task, t -> t));
        return attempt.get().run();
    }

    /** Waits for {@code done}, though this thread is interrupted. */
    private static void await(CountDownLatch done) throws InterruptedException {
        Thread.interrupted();
        done.await();
    }

    @Test
    void a_task_that_nobody_cancels_goes_on() {
        assertThat(run((context, cancel) -> {
                    context.checkCancelled();
                    assertThat(context.isCancelled()).isFalse();
                }))
                .isInstanceOf(AttemptResult.Succeeded.class);
    }

    @Test
    void a_cancelled_task_that_asks_is_thrown_out_and_has_no_outcome() {
        assertThat(run((context, cancel) -> {
                    cancel.run();
                    Thread.interrupted();
                    assertThat(context.isCancelled()).isTrue();
                    context.checkCancelled();
                }))
                .isEqualTo(new AttemptResult.Interrupted("stop"));
    }

    @Test
    void the_first_cancel_counts() {
        var attempt = fixture.attempt(context -> TaskResult.success(), t -> t);

        attempt.cancel("first");
        attempt.cancel("second");

        assertThat(attempt.run()).isEqualTo(new AttemptResult.Interrupted("first"));
    }

    @Test
    void a_cancel_after_the_end_reaches_nobody() {
        var attempt = fixture.attempt(context -> TaskResult.success(), t -> t);
        assertThat(attempt.run()).isInstanceOf(AttemptResult.Succeeded.class);

        attempt.cancel("too late");

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void an_interrupt_that_a_task_leaves_behind_ends_with_its_attempt() {
        fixture.run(context -> {
            Thread.currentThread().interrupt();
            return TaskResult.success();
        });

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_cancel_runs_what_was_registered_in_order_in_a_thread_that_keeps_no_JVM_alive() {
        var calls = new ConcurrentLinkedQueue<String>();
        var daemon = new ConcurrentLinkedQueue<Boolean>();

        run((context, cancel) -> {
            var done = new CountDownLatch(1);
            context.onCancel(() -> calls.add("first"));
            context.onCancel(() -> calls.add("second"));
            context.onCancel(() -> daemon.add(Thread.currentThread().isDaemon()));
            context.onCancel(done::countDown);
            cancel.run();
            await(done);
        });

        assertThat(calls).containsExactly("first", "second");
        assertThat(daemon).containsExactly(true);
    }

    @Test
    void whoever_cancels_does_not_wait_for_what_was_registered() {
        assertThat(run((context, cancel) -> {
                    var returned = new CountDownLatch(1);
                    var done = new CountDownLatch(1);
                    context.onCancel(() -> {
                        try {
                            returned.await();
                            done.countDown();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                    cancel.run();
                    returned.countDown();
                    await(done);
                }))
                .isInstanceOf(AttemptResult.Succeeded.class);
    }

    @Test
    void what_is_registered_after_the_cancel_runs_at_once_and_once() {
        var threads = new ConcurrentLinkedQueue<Thread>();

        run((context, cancel) -> {
            cancel.run();
            var registration = context.onCancel(() -> threads.add(Thread.currentThread()));
            assertThat(threads).containsExactly(Thread.currentThread());
            registration.close();
        });

        assertThat(threads).hasSize(1);
    }

    @Test
    void what_was_closed_is_not_run() {
        var closed = new AtomicInteger();

        run((context, cancel) -> {
            var done = new CountDownLatch(1);
            context.onCancel(closed::incrementAndGet).close();
            context.onCancel(done::countDown);
            cancel.run();
            await(done);
        });

        assertThat(closed).hasValue(0);
    }

    @Test
    void closing_after_the_cancel_changes_nothing() {
        assertThat(run((context, cancel) -> {
                    var done = new CountDownLatch(1);
                    var registration = context.onCancel(done::countDown);
                    cancel.run();
                    await(done);
                    registration.close();
                }))
                .isInstanceOf(AttemptResult.Succeeded.class);
    }

    @Test
    void one_action_registered_twice_is_two_registrations() {
        var calls = new AtomicInteger();
        Runnable action = calls::incrementAndGet;

        run((context, cancel) -> {
            var done = new CountDownLatch(1);
            context.onCancel(action);
            context.onCancel(action);
            context.onCancel(action).close();
            context.onCancel(done::countDown);
            cancel.run();
            await(done);
        });

        assertThat(calls).hasValue(2);
    }

    @Test
    void one_that_fails_keeps_no_other_from_running_and_is_told_in_the_log() {
        for (Throwable failure : List.of(new IllegalStateException("gone"), new NoClassDefFoundError("gone"))) {
            run((context, cancel) -> {
                var done = new CountDownLatch(1);
                context.onCancel(() -> AttemptCancelTest.<RuntimeException>sneak(failure));
                context.onCancel(done::countDown);
                cancel.run();
                await(done);
            });
        }

        assertThat(fixture.log)
                .containsExactly(
                        "WARN t ending what the attempt had under way failed: java.lang.IllegalStateException: gone",
                        "WARN t ending what the attempt had under way failed: java.lang.NoClassDefFoundError: gone");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}

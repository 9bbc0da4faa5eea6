package io.onedag.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.engine.LogChunk;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.NewRun;
import io.onedag.engine.Opening;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunListener.TaskEvent;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.StoreException;
import io.onedag.engine.TaskLogs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;

@Timeout(60)
class LogWriterTest {

    private final MemoryRunStore memory = new MemoryRunStore();
    private final ProcessInfo me = ProcessInfo.current(RunIds.next(), "app", "1");
    private final AtomicInteger appends = new AtomicInteger();
    private LogWriter writer = new LogWriter(store(append -> append.run()));

    @AfterEach
    void close_the_writer() {
        writer.close();
    }

    @Test
    void what_an_attempt_logs_is_in_the_store_after_its_end() throws Exception {
        var stored = new CountDownLatch(1);
        writer = new LogWriter(store(append -> {
            append.run();
            stored.countDown();
        }));
        RunLease run = open();
        TaskLogs.Log log = writer.of(run).open(attempt("load", 1), 1);
        log.write(Level.INFO, "one\ntwo\r\nthree\n");
        log.write(Level.WARN, "");
        log.end();
        assertThat(stored.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(texts(run, "load", 1)).containsExactly("INFO one", "INFO two", "INFO three", "WARN ");
        assertThat(appends).hasValue(1);
    }

    @Test
    void an_attempt_that_logs_nothing_writes_nothing() {
        RunLease run = open();
        writer.of(run).open(attempt("load", 1), 1).end();
        writer.close();
        assertThat(appends).hasValue(0);
        assertThat(memory.taskLogs(run.runId())).isEmpty();
    }

    @Test
    void few_lines_at_a_time_make_one_part_and_many_attempts_one_write() {
        RunLease run = open();
        for (int i = 0; i < 100; i++) {
            writer.of(run).open(attempt("t" + i, 1), 1).write(Level.INFO, "hello");
        }
        writer.close();
        assertThat(memory.taskLogs(run.runId())).hasSize(100);
        assertThat(appends).hasValue(1);
    }

    @Test
    void a_log_that_grows_slowly_has_few_parts() throws Exception {
        var stored = new java.util.concurrent.Semaphore(0);
        writer = new LogWriter(store(append -> {
            append.run();
            stored.release();
        }));
        RunLease run = open();
        TaskLogs.Log log = writer.of(run).open(attempt("load", 1), 1);
        for (int i = 0; i < 50; i++) {
            log.write(Level.INFO, "line " + i);
            log.end();
            stored.acquire();
        }
        assertThat(memory.readLog(run.runId(), new TaskKey("load", -1), 1, 0, 100))
                .hasSize(1);
        assertThat(texts(run, "load", 1))
                .isEqualTo(
                        IntStream.range(0, 50).mapToObj(i -> "INFO line " + i).toList());
    }

    @Test
    void of_ten_mebibytes_the_head_and_the_tail_are_kept() {
        RunLease run = open();
        TaskLogs.Log log = writer.of(run).open(attempt("load", 1), 1);
        String filler = "x".repeat(80);
        int lines = 10 * 1024 * 1024 / 100;
        for (int i = 0; i < lines; i++) {
            log.write(Level.INFO, i + " " + filler);
        }
        writer.close();

        List<LogChunk> parts = memory.readLog(run.runId(), new TaskKey("load", -1), 1, 0, 1000);
        assertThat(parts.stream().mapToLong(LogChunk::bytes).sum()).isBetween(900L * 1024, 1024L * 1024);
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.bytes()).isEqualTo(part.text().length()).isLessThanOrEqualTo(LogChunk.MAX_BYTES);
            assertThat(part.text().lines().count()).isEqualTo(part.lines());
            assertThat(part.text()).contains(" INFO " + part.firstLine() + " ");
        });
        List<String> texts = texts(run, "load", 1);
        assertThat(texts.get(0)).isEqualTo("INFO 0 " + filler);
        assertThat(texts.get(texts.size() - 1)).isEqualTo("INFO " + (lines - 1) + " " + filler);
        assertThat(parts.get(parts.size() - 1).nextLine()).isEqualTo(lines);
    }

    @Test
    void hostile_text_is_kept_as_every_store_can() {
        RunLease run = open();
        TaskLogs.Log log = writer.of(run).open(attempt("load", 1), 1);
        log.write(Level.INFO, "nul \0 half \ud83d pair \ud83d\ude00 esc \u001b[31m");
        log.write(Level.INFO, "y".repeat(LogLine.MAX_CHARS - 1) + "\ud83d\ude00" + "z".repeat(100));
        writer.close();
        List<String> texts = texts(run, "load", 1);
        assertThat(texts.get(0)).isEqualTo("INFO nul \u2400 half \ufffd pair \ud83d\ude00 esc \u001b[31m");
        assertThat(texts.get(1)).endsWith("y... (102 characters more)");
        LogChunk part =
                memory.readLog(run.runId(), new TaskKey("load", -1), 1, 0, 1).get(0);
        assertThat(part.bytes()).isEqualTo(part.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    }

    /** The store hangs in its first write. Meanwhile tasks log more than there is room for, and are not held up. */
    @Test
    void a_store_that_hangs_holds_nobody_up_and_the_log_says_what_was_lost() throws Exception {
        var hanging = new CountDownLatch(1);
        var hangs = new CountDownLatch(1);
        writer = new LogWriter(
                store(append -> {
                    hangs.countDown();
                    uninterruptibly(hanging);
                    append.run();
                }),
                300_000,
                Duration.ofSeconds(20));
        RunLease run = open();
        TaskLogs.Log log = writer.of(run).open(attempt("load", 1), 1);
        log.write(Level.INFO, "first");
        log.end();
        assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
        String filler = "x".repeat(970);
        for (int i = 0; i < 1000; i++) {
            log.write(Level.INFO, String.format("%03d", i) + filler);
        }
        hanging.countDown();
        writer.close();

        List<String> texts = texts(run, "load", 1);
        int kept = texts.size() - 2;
        assertThat(kept).isBetween(250, 300);
        assertThat(texts.get(kept)).startsWith("INFO " + String.format("%03d", kept - 1));
        assertThat(texts.get(kept + 1))
                .startsWith("WARN ... " + (1000 - kept) + " lines of ")
                .endsWith("were lost here: the store did not take them in time");
    }

    /** The first write is committed, but its answer is lost: the writer must write again, and nothing may stand there twice. */
    @Test
    void a_write_whose_fate_is_unknown_is_repeated_without_a_double() {
        writer = new LogWriter(store(append -> {
            append.run();
            if (appends.get() == 1) {
                throw new StoreException("the connection was lost", null);
            }
        }));
        RunLease run = open();
        writer.of(run).open(attempt("load", 1), 1).write(Level.INFO, "once");
        writer.close();
        assertThat(texts(run, "load", 1)).containsExactly("INFO once");
        assertThat(appends).hasValue(2);
    }

    @Test
    void a_store_that_stays_down_does_not_hold_up_the_end() {
        writer = new LogWriter(
                store(append -> {
                    throw new StoreException("down", null);
                }),
                LogWriter.MAX_BUFFER,
                Duration.ofMillis(200));
        writer.of(open()).open(attempt("load", 1), 1).write(Level.INFO, "lost");
        long before = System.nanoTime();
        writer.close();
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void who_lost_the_run_keeps_nothing_more_of_it_and_goes_on_with_others() {
        RunLease lost = open();
        RunLease other = open();
        memory.leave(me.id());
        memory.join(me);
        var stale = new RunLease(lost.runId(), lost.process(), 0);
        TaskLogs.Log gone = writer.of(stale).open(attempt("load", 1), 1);
        gone.write(Level.INFO, "stale");
        writer.of(other).open(attempt("load", 1), 1).write(Level.INFO, "fine");
        writer.close();
        assertThat(memory.taskLogs(lost.runId())).isEmpty();
        assertThat(texts(other, "load", 1)).containsExactly("INFO fine");
    }

    @Test
    void several_threads_of_an_attempt_may_log() throws Exception {
        RunLease run = open();
        TaskLogs.Log log = writer.of(run).open(attempt("load", 1), 1);
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 4; t++) {
            int number = t;
            var thread =
                    new Thread(() -> IntStream.range(0, 500).forEach(i -> log.write(Level.INFO, number + "-" + i)));
            thread.start();
            threads.add(thread);
        }
        for (Thread each : threads) {
            each.join();
        }
        writer.close();
        assertThat(texts(run, "load", 1)).hasSize(2000).doesNotHaveDuplicates();
    }

    // ----

    private List<String> texts(RunLease run, String task, long generation) {
        var texts = new ArrayList<String>();
        for (LogChunk part : memory.readLog(run.runId(), new TaskKey(task, -1), generation, 0, 10_000)) {
            part.text().lines().map(LogLine::read).forEach(line -> {
                assertThat(line.at()).isAfter(java.time.Instant.EPOCH);
                texts.add(line.level() + " " + line.text());
            });
        }
        return texts;
    }

    private RunLease open() {
        memory.join(me);
        var run = new NewRun(
                RunIds.next(), "p", RunIds.next().toString(), null, "{}", "hash", 1, "{}", "local", false, 0);
        return ((Opening.Created) memory.open(run, me.id())).lease();
    }

    private static TaskEvent attempt(String task, int number) {
        return new TaskEvent(task, -1, 1, number, 3);
    }

    private interface Append {
        void around(Runnable append);
    }

    /** The store in memory, with something around each append. */
    private RunStore store(Append around) {
        return (RunStore) Proxy.newProxyInstance(
                RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("appendLogs")) {
                        return method.invoke(memory, arguments);
                    }
                    appends.incrementAndGet();
                    around.around(() -> {
                        try {
                            method.invoke(memory, arguments);
                        } catch (InvocationTargetException e) {
                            throw (RuntimeException) e.getCause();
                        } catch (IllegalAccessException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    return null;
                });
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

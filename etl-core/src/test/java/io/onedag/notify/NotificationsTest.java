package io.onedag.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.NotifierSpec;
import io.onedag.Pipeline;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.TaskState;
import io.onedag.engine.Failure;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.NewRun;
import io.onedag.engine.Notice;
import io.onedag.engine.Opening;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import io.onedag.plan.Reason;
import io.onedag.testing.RecorderType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NotificationsTest {

    private final MemoryRunStore store = new MemoryRunStore();
    private final Notifications notifications = new Notifications(
            store,
            Map.of("TOKEN", "s3cret-value"),
            List.of(Duration.ofMillis(1), Duration.ofMillis(2)),
            Duration.ofSeconds(2));
    private final String who = UUID.randomUUID().toString();
    private final ProcessInfo process = ProcessInfo.current(RunIds.next(), "test", "1");

    @BeforeEach
    void join() {
        store.join(process);
    }

    @AfterEach
    void close() {
        notifications.close();
    }

    private Pipeline.Builder pipeline() {
        return Pipeline.named("nightly").task("load", context -> TaskResult.success());
    }

    private NotifierSpec recorder() {
        return NotifierSpec.of("recorder", Map.of("who", who));
    }

    /** A run that is on record, with task runs that failed like this. */
    private RunRecord run(String params, Failure... failures) {
        var opening = (Opening.Created) store.open(
                new NewRun(RunIds.next(), "nightly", who, null, params, "hash", 1, "{}", "local", false, 0),
                process.id());
        store.activate(opening.lease(), 1);
        var writes = new ArrayList<RunChange.Write>();
        for (int i = 0; i < failures.length; i++) {
            Instant now = Instant.now();
            writes.add(new RunChange.Claim("load", failures.length == 1 ? -1 : i, 1, 1, 1, 0, now));
            writes.add(new RunChange.Outcome(
                    "load",
                    failures.length == 1 ? -1 : i,
                    1,
                    TaskState.FAILED,
                    Reason.FATAL,
                    now,
                    null,
                    null,
                    null,
                    failures[i],
                    false,
                    new Rows(10, 8, 1)));
        }
        store.commit(opening.lease(), new RunChange(writes, null));
        return opening.run();
    }

    private void end(RunRecord run, Pipeline pipeline, RunState state, String reason) throws InterruptedException {
        notifications.forRun(run, pipeline).runEnded(state, reason);
        assertThat(notifications.await(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void a_failed_run_is_told_with_the_block_of_each_failure() throws Exception {
        var failure = new Failure("java.io.IOException", "connection refused", "Load.java:31", true);
        RunRecord run = run("{}", failure);

        end(run, pipeline().onFailure(recorder()).build(), RunState.FAILED, null);

        Notice notice = RecorderType.told(who).get(0);
        assertThat(notice.event()).isEqualTo("on_failure");
        assertThat(notice.headline()).isEqualTo("nightly failed: 1 failed");
        assertThat(notice.failures()).singleElement().satisfies(failed -> {
            assertThat(failed.failure()).isEqualTo(failure);
            assertThat(failed.rows()).isEqualTo(new Rows(10, 8, 1));
        });
        assertThat(notice.text())
                .contains("task load, attempt 1 of 1: failed for good", "why    connection refused", "Load.java:31")
                .containsOnlyOnce("onedag resume " + run.id())
                .contains("  replay onedag task run --replay ");
    }

    @Test
    void each_end_is_told_to_those_who_asked_for_it() throws Exception {
        Pipeline both = pipeline()
                .onFailure(NotifierSpec.of("recorder", Map.of("who", who + "-failure")))
                .onSuccess(NotifierSpec.of("recorder", Map.of("who", who + "-success")))
                .build();
        RunRecord run = run("{}");

        end(run, both, RunState.SUCCEEDED, null);
        assertThat(RecorderType.told(who + "-failure")).isEmpty();
        assertThat(RecorderType.told(who + "-success")).hasSize(1);

        end(run, both, RunState.CANCELLED, "cancelled by Ctrl-C");
        assertThat(RecorderType.told(who + "-failure"))
                .singleElement()
                .satisfies(notice -> assertThat(notice.text()).contains("nightly cancelled", "cancelled by Ctrl-C"));
        end(run, both, RunState.FAILED, "timed out after 2h");
        assertThat(RecorderType.told(who + "-failure")).hasSize(2);
    }

    @Test
    void a_pipeline_that_tells_nobody_has_no_listener() {
        assertThat(notifications.forRun(run("{}"), pipeline().build())).isSameAs(RunListener.NONE);
    }

    @Test
    void one_that_fails_is_tried_three_times_with_the_same_id_and_harms_no_other() throws Exception {
        RecorderType.trouble(who + "-bad", with -> {
            throw new IllegalStateException("out of order");
        });
        RecorderType.trouble(who + "-fatal", with -> {
            throw TaskFailedException.fatal("no such channel");
        });
        RecorderType.trouble(who + "-error", with -> {
            throw new NoClassDefFoundError("x/Y");
        });
        Pipeline pipeline = pipeline()
                .onFailure(NotifierSpec.of("recorder", Map.of("who", who + "-bad")))
                .onFailure(NotifierSpec.of("recorder", Map.of("who", who + "-fatal")))
                .onFailure(NotifierSpec.of("recorder", Map.of("who", who + "-error")))
                .onFailure(recorder())
                .build();

        end(run("{}"), pipeline, RunState.FAILED, null);

        assertThat(RecorderType.told(who + "-bad"))
                .hasSize(3)
                .extracting(Notice::id)
                .containsOnly(RecorderType.told(who + "-bad").get(0).id());
        assertThat(RecorderType.told(who + "-fatal")).hasSize(1);
        assertThat(RecorderType.told(who + "-error")).hasSize(1);
        assertThat(RecorderType.told(who)).hasSize(1);
    }

    @Test
    void the_end_of_a_run_waits_for_nobody() throws Exception {
        var free = new CountDownLatch(1);
        RecorderType.trouble(who, with -> {
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        notifications
                .forRun(run("{}"), pipeline().onFailure(recorder()).build())
                .runEnded(RunState.FAILED, null);

        assertThat(notifications.await(Duration.ofMillis(1))).isFalse();
        free.countDown();
        assertThat(notifications.await(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void one_that_hangs_is_given_up() throws Exception {
        RecorderType.trouble(who, with -> RecorderType.hang());

        end(run("{}"), pipeline().onFailure(recorder()).build(), RunState.FAILED, null);

        assertThat(RecorderType.told(who)).isNotEmpty();
    }

    @Test
    void settings_see_the_run_and_secrets_which_are_masked_in_all_that_is_said() throws Exception {
        var seen = new ArrayList<String>();
        RecorderType.trouble(who, with -> seen.add(with.text("note")));
        Pipeline pipeline = pipeline()
                .param("day", io.onedag.Param.date().withDefault("2026-01-01"))
                .onFailure(NotifierSpec.of(
                        "recorder", Map.of("who", who, "note", "${params.day} ${run.key} ${secret.TOKEN}")))
                .build();
        RunRecord run = run("{\"day\":\"2026-02-03\"}", new Failure("X", "login with s3cret-value failed", null, true));

        end(run, pipeline, RunState.FAILED, "s3cret-value");

        assertThat(seen).containsExactly("2026-02-03 " + who + " s3cret-value");
        assertThat(RecorderType.told(who).get(0).toString())
                .contains("login with *** failed")
                .doesNotContain("s3cret");
    }

    @Test
    void a_secret_that_is_missing_keeps_nothing_else_from_being_sent() throws Exception {
        Pipeline pipeline = pipeline()
                .onFailure(NotifierSpec.of("recorder", Map.of("who", who + "-x", "note", "${secret.NOT_THERE}")))
                .onFailure(recorder())
                .build();

        end(run("{}"), pipeline, RunState.FAILED, null);

        assertThat(RecorderType.told(who + "-x")).isEmpty();
        assertThat(RecorderType.told(who)).hasSize(1);
    }

    @Test
    void sizes_are_bounded_and_what_would_garble_a_message_is_replaced() throws Exception {
        var failures = new Failure[30];
        for (int i = 0; i < failures.length; i++) {
            failures[i] =
                    new Failure("X", "\u001b[2J\u0000begin" + "😀".repeat(500_000) + "end", "w".repeat(5_000), true);
        }

        end(run("{}", failures), pipeline().onFailure(recorder()).build(), RunState.FAILED, null);

        Notice notice = RecorderType.told(who).get(0);
        assertThat(notice.failures()).hasSize(Notices.MOST_FAILURES);
        assertThat(notice.moreFailures()).isEqualTo(20);
        assertThat(notice.text().length()).isLessThan(40_000);
        assertThat(notice.failures().get(0).failure().message())
                .startsWith("\uFFFD[2J\uFFFDbegin")
                .endsWith("end")
                .contains("characters left out")
                .satisfies(text -> assertThat(
                                text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE))
                        .isTrue());
    }
}

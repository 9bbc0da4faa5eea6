package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Interval;
import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.TaskState;
import io.onedag.engine.AttemptRecord;
import io.onedag.engine.Failure;
import io.onedag.engine.LogChunk;
import io.onedag.engine.NewRun;
import io.onedag.engine.Opening;
import io.onedag.engine.OsProcess;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunChange.Claim;
import io.onedag.engine.RunChange.Decision;
import io.onedag.engine.RunChange.End;
import io.onedag.engine.RunChange.Outcome;
import io.onedag.engine.RunChange.Write;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunLease;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.RunStore.TaskKey;
import io.onedag.engine.StaleLeaseException;
import io.onedag.engine.TaskRunRecord;
import io.onedag.plan.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does alike. */
public abstract class RunStoreContract {

    private static final Instant AT = Instant.parse("2026-03-29T01:30:00.123456Z");

    private final TestStores kind;
    private TestStore test;
    private RunStore store;
    private RunStore elsewhere;
    private ProcessInfo me;
    private ProcessInfo other;

    protected RunStoreContract(TestStores kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open_the_store() {
        test = kind.open();
        store = test.store();
        elsewhere = test.elsewhere();
        me = process("elsewhere-1");
        other = process("elsewhere-2");
        store.join(me);
        elsewhere.join(other);
    }

    @AfterEach
    void close_the_store_and_find_no_connection_left() {
        store.close();
        elsewhere.close();
        assertThat(test.openConnections()).as("connections left open").isZero();
        test.close();
    }

    // ---- opening a run

    @Test
    void a_new_key_makes_a_run_that_is_queued_and_ours() {
        NewRun asked = run("sales", "day one", "{\"day\":\"2026-03-29\",\"n\":3}");
        var created = (Opening.Created) store.open(asked, me.id());

        RunRecord run = created.run();
        assertThat(run).isEqualTo(elsewhere.run(asked.id()).orElseThrow());
        assertThat(run).isEqualTo(elsewhere.run("sales", "day one").orElseThrow());
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run.owner()).isEqualTo(me);
        assertThat(run.application()).isEqualTo("app");
        assertThat(run.applicationVersion()).isEqualTo("1.2");
        assertThat(run.interval()).isEqualTo(new Interval(AT.minusSeconds(86_400), AT));
        assertThat(run.params()).isEqualTo(asked.params());
        assertThat(run.definition()).isEqualTo(asked.definition());
        assertThat(run.round()).isEqualTo(1);
        assertThat(run.startedAt()).isNull();
        assertThat(created.lease()).isEqualTo(new RunLease(asked.id(), me.id(), 1));
    }

    @Test
    void the_same_key_again_is_live_while_its_owner_beats() {
        RunRecord first = created("sales", "k").run();

        assertThat(elsewhere.open(run("sales", "k", "{}"), other.id())).isEqualTo(new Opening.Live(first));
        assertThat(store.open(run("sales", "k", "{}"), me.id())).isInstanceOf(Opening.Live.class);
    }

    @Test
    void the_same_key_again_is_taken_over_from_a_dead_owner() {
        Opening.Created first = created("sales", "k");
        test.outlastLeases();
        elsewhere.beat(other.id());

        var taken = (Opening.TakenOver) elsewhere.open(run("sales", "k", "{}"), other.id());

        assertThat(taken.run().id()).isEqualTo(first.run().id());
        assertThat(taken.run().owner()).as("who died").isEqualTo(me);
        assertThat(store.run(first.run().id()).orElseThrow().owner()).isEqualTo(other);
        assertThat(taken.lease()).isEqualTo(new RunLease(first.run().id(), other.id(), 2));
    }

    @Test
    void the_first_reason_of_a_cancel_stays_whoever_asks_again() {
        Opening.Created run = created("sales", "k");
        assertThat(store.requestCancel(run.run().id(), "first")).isTrue();
        assertThat(store.requestCancel(run.run().id(), "second")).isTrue();
        assertThat(store.cancelRequest(run.run().id())).hasValue("first");
    }

    @Test
    void the_same_key_again_is_taken_over_from_an_owner_that_left() {
        created("sales", "k");
        store.leave(me.id());

        assertThat(store.isAlive(me)).isFalse();
        assertThat(elsewhere.open(run("sales", "k", "{}"), other.id())).isInstanceOf(Opening.TakenOver.class);
    }

    @Test
    void the_same_key_again_is_finished_after_the_end() {
        Opening.Created first = created("sales", "k");
        end(first.lease(), RunState.SUCCEEDED);

        var finished = (Opening.Finished) elsewhere.open(run("sales", "k", "{}"), other.id());

        assertThat(finished.run().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(finished.run().endedAt()).isEqualTo(AT);
    }

    @Test
    void the_same_key_with_other_params_is_told_apart_by_their_values() {
        store.open(run("sales", "k", "{\"a\":1,\"b\":[\"x\",null]}"), me.id());

        assertThat(elsewhere.open(run("sales", "k", "{ \"b\" : [\"x\", null], \"a\" : 1 }"), other.id()))
                .isInstanceOf(Opening.Live.class);
        assertThat(elsewhere.open(run("sales", "k", "{\"a\":1,\"b\":[null,\"x\"]}"), other.id()))
                .isInstanceOf(Opening.OtherParams.class);
        assertThat(elsewhere.open(run("sales", "k", "{\"a\":2,\"b\":[\"x\",null]}"), other.id()))
                .isInstanceOf(Opening.OtherParams.class);
    }

    @Test
    void keys_are_a_pipelines_own() {
        created("sales", "k");
        assertThat(store.open(run("returns", "k", "{}"), me.id())).isInstanceOf(Opening.Created.class);
    }

    @Test
    void a_run_driven_from_outside_is_live_and_never_taken_over() {
        NewRun asked = run("sales", "k", "{}", "airflow");
        store.open(asked, me.id());
        store.leave(me.id());

        assertThat(elsewhere.open(run("sales", "k", "{}", "airflow"), other.id()))
                .isInstanceOf(Opening.Live.class);
        assertThat(elsewhere.takeOver(asked.id(), other.id())).isEmpty();
    }

    /**
     * Several processes start the same key at once: all look for the run before any has made it. Exactly one must get it; the others
     * must see that it lives.
     */
    @Test
    void of_several_that_start_a_key_at_once_one_gets_the_run() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = "k" + round;
            List<Opening> openings = atOnce(
                    8,
                    i -> i % 2 == 0
                            ? store.open(run("sales", key, "{}"), me.id())
                            : elsewhere.open(run("sales", key, "{}"), other.id()));

            assertThat(openings).filteredOn(Opening.Created.class::isInstance).hasSize(1);
            assertThat(openings).filteredOn(Opening.Live.class::isInstance).hasSize(7);
            assertThat(openings.stream().map(each -> each.run().id()).distinct())
                    .hasSize(1);
        }
    }

    /** Several processes find a run whose owner died, at once. One gets it; whoever comes second finds a live owner. */
    @Test
    void of_several_that_take_over_a_dead_run_at_once_one_gets_it() throws Exception {
        for (int round = 0; round < 5; round++) {
            store.join(me);
            UUID id = created("sales", "k" + round).run().id();
            store.leave(me.id());
            List<Boolean> taken =
                    atOnce(8, i -> elsewhere.takeOver(id, other.id()).isPresent());
            assertThat(taken).filteredOn(each -> each).hasSize(1);
        }
    }

    // ---- leases

    @Test
    void a_process_lives_as_long_as_it_beats() {
        assertThat(elsewhere.isAlive(me)).isTrue();
        assertThat(store.beat(UUID.randomUUID())).as("a beat of nobody").isFalse();
        test.outlastLeases();
        assertThat(elsewhere.isAlive(me)).isFalse();
        assertThat(store.beat(me.id()))
                .as("a beat after a pause that nobody used")
                .isTrue();
        assertThat(elsewhere.isAlive(me)).isTrue();
        store.leave(me.id());
        assertThat(store.beat(me.id())).isFalse();
    }

    @Test
    void a_live_run_is_not_taken_over_and_a_finished_one_is() {
        Opening.Created created = created("sales", "k");
        assertThat(elsewhere.takeOver(created.run().id(), other.id())).isEmpty();
        end(created.lease(), RunState.FAILED);

        RunLease lease = elsewhere.takeOver(created.run().id(), other.id()).orElseThrow();

        assertThat(lease.generation()).isEqualTo(2);
        assertThat(lease.process()).isEqualTo(other.id());
    }

    @Test
    void a_run_that_does_not_exist_is_not_taken_over() {
        assertThatThrownBy(() -> store.takeOver(UUID.randomUUID(), me.id()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no run");
    }

    @Test
    void whoever_lost_the_run_changes_nothing_any_more() {
        Opening.Created created = created("sales", "k");
        RunLease late = created.lease();
        commit(late, claim("a", 1, 1));
        test.outlastLeases();
        elsewhere.beat(other.id());
        RunLease now = elsewhere.takeOver(created.run().id(), other.id()).orElseThrow();

        for (Write write : List.of(success("a", 1, "1"), claim("b", 1, 1), decision("c", TaskState.SKIPPED))) {
            assertThatThrownBy(() -> commit(late, write)).isInstanceOf(StaleLeaseException.class);
        }
        assertThatThrownBy(() -> end(late, RunState.SUCCEEDED)).isInstanceOf(StaleLeaseException.class);
        assertThatThrownBy(() -> store.beginRound(late, 2, "me", List.of())).isInstanceOf(StaleLeaseException.class);
        assertThatThrownBy(() -> store.activate(late, 1)).isInstanceOf(StaleLeaseException.class);

        assertThat(elsewhere.taskRuns(now.runId())).singleElement().satisfies(task -> {
            assertThat(task.task()).isEqualTo("a");
            assertThat(task.state()).isEqualTo(TaskState.RUNNING);
        });
        assertThat(elsewhere.run(now.runId()).orElseThrow().state()).isEqualTo(RunState.QUEUED);
    }

    // ---- task runs

    @Test
    void a_claim_makes_the_task_run_and_an_outcome_ends_it() {
        RunLease lease = created("sales", "k").lease();
        commit(lease, claim("a", 1, 1));
        assertThat(one(lease, "a"))
                .isEqualTo(new TaskRunRecord(
                        "a",
                        -1,
                        TaskState.RUNNING,
                        null,
                        1,
                        1,
                        0,
                        0,
                        1,
                        AT,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        Rows.NONE,
                        null));

        commit(
                lease,
                new Outcome(
                        "a",
                        -1,
                        1,
                        TaskState.SUCCEEDED,
                        null,
                        AT.plusMillis(5),
                        null,
                        "{\"z\":1,\"a\":[]}",
                        List.of("b", "c"),
                        null,
                        false,
                        new Rows(3, 2, 1)));

        assertThat(one(lease, "a"))
                .isEqualTo(new TaskRunRecord(
                        "a",
                        -1,
                        TaskState.SUCCEEDED,
                        null,
                        1,
                        1,
                        0,
                        0,
                        1,
                        AT,
                        AT.plusMillis(5),
                        null,
                        "{\"z\":1,\"a\":[]}",
                        List.of("b", "c"),
                        null,
                        false,
                        new Rows(3, 2, 1),
                        null));
        assertThat(store.attempts(lease.runId())).isEmpty();
    }

    @Test
    void outcome_decision_and_next_claim_commit_together() {
        RunLease lease = created("sales", "k").lease();
        commit(lease, claim("a", 1, 1));

        commit(lease, success("a", 1, null), decision("b", TaskState.SKIPPED), claim("c", 1, 1), claim("d", 1, 1));

        assertThat(elsewhere.taskRuns(lease.runId()))
                .extracting(TaskRunRecord::task, TaskRunRecord::state, TaskRunRecord::generation)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("a", TaskState.SUCCEEDED, 1L),
                        org.assertj.core.groups.Tuple.tuple("b", TaskState.SKIPPED, 0L),
                        org.assertj.core.groups.Tuple.tuple("c", TaskState.RUNNING, 1L),
                        org.assertj.core.groups.Tuple.tuple("d", TaskState.RUNNING, 1L));
    }

    @Test
    void mapped_instances_are_task_runs_of_their_own() {
        RunLease lease = created("sales", "k").lease();
        commit(
                lease,
                new Claim("a", 0, 1, 1, 1, 0, AT),
                new Claim("a", 1, 1, 1, 1, 0, AT),
                new Claim("a", -1, 1, 1, 1, 0, AT));
        assertThat(store.taskRuns(lease.runId()))
                .extracting(TaskRunRecord::mapIndex)
                .containsExactlyInAnyOrder(-1, 0, 1);
    }

    @Test
    void a_write_of_a_replaced_attempt_changes_nothing_and_takes_its_commit_along() {
        RunLease lease = created("sales", "k").lease();
        commit(lease, claim("a", 1, 1), claim("b", 1, 1));
        commit(lease, lost("a", 1));
        commit(lease, new Claim("a", -1, 2, 1, 2, 1, AT));

        assertThatThrownBy(() -> commit(lease, success("b", 1, null), success("a", 1, null)))
                .isInstanceOf(StaleLeaseException.class)
                .hasMessageContaining(lease.runId().toString());
        assertThatThrownBy(() -> commit(lease, new Claim("a", -1, 2, 1, 2, 1, AT)))
                .isInstanceOf(StaleLeaseException.class);
        assertThatThrownBy(() -> commit(lease, new Claim("a", -1, 4, 1, 3, 1, AT)))
                .isInstanceOf(StaleLeaseException.class);
        assertThatThrownBy(() -> commit(lease, new Claim("never", -1, 2, 1, 1, 0, AT)))
                .isInstanceOf(StaleLeaseException.class);
        assertThatThrownBy(() -> commit(lease, success("never", 1, null))).isInstanceOf(StaleLeaseException.class);

        assertThat(one(lease, "a").generation()).isEqualTo(2);
        assertThat(one(lease, "a").recoveries()).isEqualTo(1);
        assertThat(one(lease, "b").state())
                .as("not without the rest of its commit")
                .isEqualTo(TaskState.RUNNING);
        assertThat(store.taskRuns(lease.runId())).hasSize(2);
    }

    @Test
    void a_task_run_that_ended_takes_no_claim_outcome_or_decision() {
        RunLease lease = created("sales", "k").lease();
        commit(lease, claim("a", 1, 1));
        commit(lease, success("a", 1, "1"));
        for (Write write : List.of(claim("a", 2, 2), success("a", 1, "2"), decision("a", TaskState.CANCELLED))) {
            assertThatThrownBy(() -> commit(lease, write)).isInstanceOf(StaleLeaseException.class);
        }
        assertThat(one(lease, "a").output()).isEqualTo("1");
    }

    @Test
    void an_attempt_that_is_retried_or_lost_is_kept_in_the_history() {
        RunLease lease = created("sales", "k").lease();
        var failure = new Failure("java.io.IOException", "no route", "Load.java:12", false);
        commit(lease, claim("a", 1, 1));
        commit(
                lease,
                new Outcome(
                        "a",
                        -1,
                        1,
                        TaskState.RETRY_WAIT,
                        null,
                        AT.plusSeconds(1),
                        AT.plusSeconds(3),
                        null,
                        null,
                        failure,
                        false,
                        Rows.NONE));
        assertThat(one(lease, "a").retryAt()).isEqualTo(AT.plusSeconds(3));
        assertThat(one(lease, "a").error()).isEqualTo(failure);
        commit(lease, claim("a", 2, 2));
        assertThat(one(lease, "a").error()).isNull();
        assertThat(one(lease, "a").retryAt()).isNull();
        commit(lease, lost("a", 2));
        assertThat(one(lease, "a").recoveries()).isEqualTo(1);
        commit(lease, new Claim("a", -1, 3, 1, 3, 1, AT.plusSeconds(4)));
        commit(lease, success("a", 3, null));

        assertThat(store.attempts(lease.runId()))
                .containsExactly(
                        new AttemptRecord("a", -1, 1, 1, TaskState.RETRY_WAIT, AT, AT.plusSeconds(1), failure),
                        new AttemptRecord("a", -1, 1, 2, TaskState.READY, AT, AT.plusSeconds(2), null));
        assertThat(one(lease, "a").attempts()).isEqualTo(3);
    }

    @Test
    void a_task_run_that_waits_for_its_retry_can_be_cancelled() {
        RunLease lease = created("sales", "k").lease();
        commit(lease, claim("a", 1, 1));
        commit(lease, retry("a", 1));
        commit(lease, decision("a", TaskState.CANCELLED));
        assertThat(one(lease, "a").state()).isEqualTo(TaskState.CANCELLED);
        assertThat(one(lease, "a").attempt()).isEqualTo(1);
        assertThat(one(lease, "a").error()).isNotNull();
    }

    @Test
    void a_started_process_is_on_record_until_the_next_claim() {
        RunLease lease = created("sales", "k").lease();
        var process = new OsProcess("host", 4242, AT);
        commit(lease, claim("a", 1, 1));
        commit(lease, new RunChange.Started("a", -1, 1, process));
        assertThat(one(lease, "a").process()).isEqualTo(process);
        assertThatThrownBy(() -> commit(lease, new RunChange.Started("a", -1, 2, process)))
                .isInstanceOf(StaleLeaseException.class);
        commit(lease, lost("a", 1));
        assertThat(one(lease, "a").process()).isEqualTo(process);
        commit(lease, claim("a", 2, 2));
        assertThat(one(lease, "a").process()).isNull();
    }

    @Test
    void a_thousand_outcomes_commit_at_once() {
        RunLease lease = created("sales", "k").lease();
        store.commit(
                lease,
                new RunChange(
                        IntStream.range(0, 1000)
                                .mapToObj(i -> (Write) claim("t" + i, 1, 1))
                                .toList(),
                        null));
        var writes = new ArrayList<Write>();
        IntStream.range(0, 1000).forEach(i -> writes.add(success("t" + i, 1, i % 2 == 0 ? null : "" + i)));
        IntStream.range(0, 1000).forEach(i -> writes.add(claim("u" + i, 1, 1)));
        long begin = System.nanoTime();
        store.commit(lease, new RunChange(writes, null));
        long millis = (System.nanoTime() - begin) / 1_000_000;

        assertThat(store.taskRuns(lease.runId())).hasSize(2000);
        assertThat(millis)
                .as("milliseconds for 1,000 outcomes and 1,000 claims")
                .isLessThan(3000);
    }

    // ---- ends and rounds

    @Test
    void a_run_that_ended_takes_no_late_outcome() {
        RunLease lease = created("sales", "k").lease();
        commit(lease, claim("a", 1, 1));
        store.commit(
                lease,
                new RunChange(List.of(decision("a", TaskState.CANCELLED)), new End(RunState.CANCELLED, "enough", AT)));

        assertThatThrownBy(() -> commit(lease, success("a", 1, null))).isInstanceOf(StaleLeaseException.class);
        RunRecord run = store.run(lease.runId()).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        assertThat(run.reason()).isEqualTo("enough");
    }

    @Test
    void a_round_puts_task_runs_back_and_keeps_their_attempts() {
        Opening.Created created = created("sales", "k");
        RunLease first = created.lease();
        store.activate(first, 1);
        var failure = new Failure("E", "no", null, true);
        commit(first, claim("a", 1, 1), claim("b", 1, 1), claim("c", 1, 1));
        store.requestCancel(first.runId(), "enough");
        store.commit(
                first,
                new RunChange(
                        List.of(
                                success("a", 1, "7"),
                                new Outcome(
                                        "b",
                                        -1,
                                        1,
                                        TaskState.FAILED,
                                        Reason.FATAL,
                                        AT.plusSeconds(1),
                                        null,
                                        null,
                                        null,
                                        failure,
                                        true,
                                        new Rows(1, 1, 1)),
                                retry("c", 1),
                                decision("d", TaskState.UPSTREAM_FAILED)),
                        null));
        store.commit(
                first,
                new RunChange(List.of(decision("c", TaskState.CANCELLED)), new End(RunState.FAILED, "b failed", AT)));

        RunLease lease = store.takeOver(first.runId(), me.id()).orElseThrow();
        store.beginRound(lease, 2, "ana", List.of(key("b"), key("c"), key("d"), key("e"), new TaskKey("b", 3)));

        RunRecord run = elsewhere.run(first.runId()).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(run.round()).isEqualTo(2);
        assertThat(run.roundBy()).isEqualTo("ana");
        assertThat(run.endedAt()).isNull();
        assertThat(run.reason()).isNull();
        assertThat(run.cancelRequested()).isNull();
        assertThat(run.startedAt()).isNotNull();
        assertThat(one(lease, "a").state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(one(lease, "b"))
                .isEqualTo(new TaskRunRecord(
                        "b",
                        -1,
                        TaskState.PENDING,
                        null,
                        2,
                        0,
                        1,
                        0,
                        2,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        Rows.NONE,
                        null));
        assertThat(store.taskRuns(lease.runId()))
                .as("d never had an attempt")
                .extracting(TaskRunRecord::task)
                .doesNotContain("d")
                .hasSize(3);
        assertThat(store.attempts(lease.runId()))
                .extracting(AttemptRecord::task, AttemptRecord::outcome)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("c", TaskState.RETRY_WAIT),
                        org.assertj.core.groups.Tuple.tuple("b", TaskState.FAILED));

        commit(lease, new Claim("b", -1, 3, 2, 1, 0, AT), new Claim("d", -1, 1, 2, 1, 0, AT));
        commit(lease, success("b", 3, null));
        assertThat(one(lease, "b").attempts()).isEqualTo(2);
        assertThat(one(lease, "d").attempts()).isEqualTo(1);
        assertThatThrownBy(() -> commit(lease, success("b", 1, null))).isInstanceOf(StaleLeaseException.class);
    }

    @Test
    void what_a_round_puts_back_and_does_not_need_again_is_no_part_of_the_run_when_it_has_ended() {
        RunLease first = created("sales", "k").lease();
        store.activate(first, 1);
        commit(first, claim("a", 1, 1), new Claim("each", 0, 1, 1, 1, 0, AT));
        store.commit(first, new RunChange(List.of(success("a", 1, "[1]")), new End(RunState.FAILED, null, AT)));
        RunLease lease = store.takeOver(first.runId(), me.id()).orElseThrow();
        store.beginRound(lease, 2, "ana", List.of(key("a"), new TaskKey("each", 0)));
        assertThat(elsewhere.taskRuns(lease.runId())).hasSize(2);
        commit(lease, new Claim("a", -1, 3, 2, 1, 0, AT));
        store.commit(lease, new RunChange(List.of(success("a", 3, "[]")), new End(RunState.SUCCEEDED, null, AT)));
        assertThat(elsewhere.taskRuns(lease.runId()))
                .extracting(TaskRunRecord::task)
                .containsExactly("a");

        RunLease again = store.takeOver(first.runId(), me.id()).orElseThrow();
        store.beginRound(again, 3, "ana", List.of());
        assertThat(elsewhere.taskRuns(lease.runId()))
                .filteredOn(each -> each.task().equals("each"))
                .singleElement()
                .satisfies(each -> assertThat(each.generation()).isEqualTo(2));
    }

    // ---- who may start

    @Test
    void a_run_starts_when_fewer_than_max_active_runs_are_running() {
        RunLease first = created("sales", "1").lease();
        RunLease second = created("sales", "2").lease();
        RunLease another = created("returns", "1").lease();

        assertThat(store.activate(first, 1)).isTrue();
        assertThat(store.activate(first, 1)).as("once more").isTrue();
        assertThat(store.activate(second, 1)).isFalse();
        assertThat(store.activate(another, 1)).as("another pipeline's").isTrue();
        assertThat(store.run(first.runId()).orElseThrow().startedAt()).isNotNull();
        assertThat(store.run(second.runId()).orElseThrow().startedAt()).isNull();
        end(first, RunState.SUCCEEDED);
        assertThat(store.activate(second, 1)).isTrue();
    }

    @Test
    void queued_runs_start_in_the_order_of_their_creation() {
        RunLease running = created("sales", "1").lease();
        store.activate(running, 1);
        RunLease second = created("sales", "2").lease();
        RunLease third = created("sales", "3").lease();
        end(running, RunState.SUCCEEDED);

        assertThat(store.activate(third, 1)).isFalse();
        assertThat(store.activate(third, 5)).isFalse();
        assertThat(store.activate(second, 1)).isTrue();
        assertThat(store.activate(third, 1)).isFalse();
        assertThat(store.activate(third, 2)).isTrue();
    }

    @Test
    void runs_of_the_dead_keep_nobody_waiting() {
        var running = (Opening.Created) elsewhere.open(run("sales", "1", "{}"), other.id());
        elsewhere.activate(running.lease(), 1);
        elsewhere.open(run("sales", "2", "{}"), other.id());
        RunLease mine = created("sales", "3").lease();

        assertThat(store.activate(mine, 1)).isFalse();
        test.outlastLeases();
        store.beat(me.id());
        assertThat(store.activate(mine, 1)).isTrue();
    }

    /** Two processes each see that nothing is running, and each would start its run. One must wait for the other's look to end. */
    @Test
    void of_several_that_start_at_once_no_more_than_allowed_run() throws Exception {
        for (int round = 0; round < 3; round++) {
            String pipeline = "p" + round;
            List<RunLease> leases = IntStream.range(0, 6)
                    .mapToObj(i -> created(pipeline, "k" + i).lease())
                    .toList();
            for (int i = 0; i < 3; i++) {
                atOnce(6, each -> (each % 2 == 0 ? store : elsewhere).activate(leases.get(each), 2));
            }
            assertThat(store.runs(new RunFilter(pipeline, RunState.RUNNING, 10)))
                    .hasSize(2);
        }
    }

    // ---- cancel requests

    @Test
    void a_cancel_request_waits_for_whoever_advances_the_run() {
        RunLease lease = created("sales", "k").lease();
        assertThat(store.cancelRequest(lease.runId())).isEmpty();
        assertThat(elsewhere.requestCancel(lease.runId(), "stop it")).isTrue();
        assertThat(store.cancelRequest(lease.runId())).contains("stop it");
        end(lease, RunState.CANCELLED);
        assertThat(elsewhere.requestCancel(lease.runId(), "again")).isFalse();
    }

    // ---- reading

    @Test
    void runs_are_listed_newest_first_by_pipeline_and_state() {
        RunLease a = created("sales", "1").lease();
        RunLease b = created("returns", "2").lease();
        RunLease c = created("sales", "3").lease();
        store.activate(a, 9);
        store.activate(c, 9);
        end(a, RunState.FAILED);

        assertThat(keys(new RunFilter(null, null, 10))).containsExactly("3", "2", "1");
        assertThat(keys(new RunFilter(null, null, 2))).containsExactly("3", "2");
        assertThat(keys(new RunFilter("sales", null, 10))).containsExactly("3", "1");
        assertThat(keys(new RunFilter("sales", RunState.FAILED, 10))).containsExactly("1");
        assertThat(keys(new RunFilter(null, RunState.QUEUED, 10)))
                .containsExactlyElementsOf(
                        store.run(b.runId()).map(RunRecord::key).stream().toList());
        assertThat(keys(new RunFilter("nobody's", null, 10))).isEmpty();
    }

    @Test
    void runs_are_listed_by_key_and_time_and_page_by_page() {
        RunRecord first = created("sales", "sched:1").run();
        RunRecord second = created("sales", "sched:2").run();
        RunRecord third = created("sales", "by hand %_").run();

        assertThat(keys(new RunFilter(null, null, "sched:", null, null, null, 10)))
                .containsExactly("sched:2", "sched:1");
        assertThat(keys(new RunFilter("sales", null, "by hand %", null, null, null, 10)))
                .containsExactly("by hand %_");
        assertThat(keys(new RunFilter(null, null, "%", null, null, null, 10))).isEmpty();
        assertThat(keys(new RunFilter(
                        null, null, null, first.createdAt(), third.createdAt().plusMillis(1), null, 10)))
                .containsExactly("by hand %_", "sched:2", "sched:1");
        assertThat(keys(new RunFilter(null, null, null, null, first.createdAt(), null, 10)))
                .isEmpty();
        assertThat(keys(new RunFilter(null, null, null, third.createdAt().plusMillis(1), null, null, 10)))
                .isEmpty();
        assertThat(keys(new RunFilter(null, null, null, null, null, third, 1))).containsExactly("sched:2");
        assertThat(keys(new RunFilter(null, null, null, null, null, second, 9))).containsExactly("sched:1");
        assertThat(keys(new RunFilter(null, null, null, null, null, first, 9))).isEmpty();
    }

    @Test
    void a_run_is_found_by_the_beginning_of_its_id() {
        String id = created("sales", "1").run().id().toString();
        created("sales", "2");
        assertThat(store.runsByIdPrefix(id, 5)).extracting(RunRecord::key).containsExactly("1");
        assertThat(store.runsByIdPrefix(id.substring(0, 35), 5))
                .extracting(RunRecord::key)
                .contains("1");
        assertThat(store.runsByIdPrefix(id.substring(0, 3), 5))
                .extracting(RunRecord::key)
                .containsExactly("2", "1");
        assertThat(store.runsByIdPrefix(id.substring(0, 3), 1)).hasSize(1);
        assertThat(store.runsByIdPrefix("not an id", 5)).isEmpty();
        assertThat(store.runsByIdPrefix("ffff", 5)).isEmpty();
    }

    @Test
    void what_is_not_there_reads_as_empty() {
        assertThat(store.run(UUID.randomUUID())).isEmpty();
        assertThat(store.run("sales", "k")).isEmpty();
        assertThat(store.runs(new RunFilter(null, null, 10))).isEmpty();
        assertThat(store.cancelRequest(UUID.randomUUID())).isEmpty();
    }

    @Test
    void hostile_texts_come_back_as_they_went_in() {
        for (String text : List.of(
                "it's; drop table pipeline_runs; --",
                "two\nlines\r\n\ttab",
                "{\"json\": \"\\u0000 \\ud83d\\ude80\"}",
                "emoji \ud83d\ude80 \u0001 \u202e rtl",
                "\"; ? ?? :x @pipeline_runs {now} $1 %s",
                "x".repeat(48 * 1024))) {
            String key = text.length() > 1000 ? "long" : text;
            NewRun asked = run("sales", key, "{}");
            RunLease lease = ((Opening.Created) store.open(asked, me.id())).lease();
            commit(lease, claim(key, 1, 1));
            commit(
                    lease,
                    new Outcome(
                            key,
                            -1,
                            1,
                            TaskState.FAILED,
                            Reason.FATAL,
                            AT,
                            null,
                            io.onedag.json.Json.write(text),
                            null,
                            new Failure("E", text, text, true),
                            false,
                            Rows.NONE));
            TaskRunRecord read = elsewhere.taskRuns(lease.runId()).get(0);
            assertThat(read.task()).isEqualTo(key);
            assertThat(io.onedag.json.Json.parse(read.output())).isEqualTo(text);
            assertThat(read.error()).isEqualTo(new Failure("E", text, text, true));
            assertThat(elsewhere.run("sales", key)).isPresent();
            end(lease, RunState.FAILED);
        }
    }

    // ---- helpers

    private List<String> keys(RunFilter filter) {
        return store.runs(filter).stream().map(RunRecord::key).toList();
    }

    static ProcessInfo process(String host) {
        return new ProcessInfo(RunIds.next(), host, 1, AT, "app", "1.2");
    }

    private static NewRun run(String pipeline, String key, String params) {
        return run(pipeline, key, params, "local");
    }

    static NewRun run(String pipeline, String key, String params, String engine) {
        return new NewRun(
                RunIds.next(),
                pipeline,
                key,
                new Interval(AT.minusSeconds(86_400), AT),
                params,
                "hash",
                1,
                "{\"pipeline\":\"" + pipeline + "\"}",
                engine,
                true,
                7);
    }

    private Opening.Created created(String pipeline, String key) {
        return (Opening.Created) store.open(run(pipeline, key, "{}"), me.id());
    }

    private void commit(RunLease lease, Write... writes) {
        store.commit(lease, new RunChange(List.of(writes), null));
    }

    private void end(RunLease lease, RunState state) {
        store.commit(lease, new RunChange(List.of(), new End(state, null, AT)));
    }

    private TaskRunRecord one(RunLease lease, String task) {
        return elsewhere.taskRuns(lease.runId()).stream()
                .filter(each -> each.task().equals(task))
                .findFirst()
                .orElseThrow();
    }

    // ---- logs

    @Test
    void the_log_of_an_attempt_comes_back_as_it_was_appended() {
        RunLease lease = created("sales", "k").lease();
        commit(lease, claim("a", 1, 1));
        String text = "one\ntwo \u2400 \ud83d\ude00 \u001b[31m\n";
        store.appendLogs(lease, List.of(part("a", 1, 0, 0, text), part("b", 1, 0, 0, "other\n")));
        store.appendLogs(lease, List.of(part("a", 1, 2, 30, "three\n")));

        assertThat(elsewhere.taskLogs(lease.runId()))
                .extracting(each -> each.label() + " " + each.lines())
                .containsExactlyInAnyOrder("a 3", "b 1");
        assertThat(log(lease, "a", 1, 0)).isEqualTo(text + "three\n");
        assertThat(log(lease, "a", 1, 2)).isEqualTo("three\n");
        assertThat(log(lease, "a", 1, 3)).isEmpty();
        assertThat(log(lease, "a", 2, 0)).isEmpty();
        assertThat(elsewhere.readLog(lease.runId(), key("a"), 1, 0, 1)).hasSize(1);
    }

    @Test
    void a_part_grows_and_one_that_is_appended_again_is_left_as_it_is() {
        RunLease lease = created("sales", "k").lease();
        List<LogChunk> first = List.of(part("a", 1, 0, 0, "one\n"));
        List<LogChunk> more = List.of(part("a", 1, 0, 0, 1, "two\nthree\n"));
        for (List<LogChunk> each : List.of(first, first, more, more, first)) {
            store.appendLogs(lease, each);
        }
        assertThat(log(lease, "a", 1, 0)).isEqualTo("one\ntwo\nthree\n");
        assertThat(elsewhere.readLog(lease.runId(), key("a"), 1, 0, 9))
                .singleElement()
                .satisfies(part -> {
                    assertThat(part.lines()).isEqualTo(3);
                    assertThat(part.bytes()).isEqualTo(14);
                    assertThat(part.held()).isZero();
                });
    }

    @Test
    void a_long_log_keeps_its_head_and_its_tail_and_no_more_than_a_mebibyte() {
        RunLease lease = created("sales", "k").lease();
        String line = "x".repeat(1023) + "\n";
        for (int i = 0; i < 10 * 16; i++) {
            store.appendLogs(lease, List.of(part("a", 1, i * 64L, i * 65536L, line.repeat(64))));
        }
        List<LogChunk> kept = elsewhere.readLog(lease.runId(), key("a"), 1, 0, 1000);
        assertThat(kept.get(0).firstLine()).isZero();
        assertThat(kept.stream().mapToLong(LogChunk::bytes).sum()).isBetween(900L * 1024, 1024L * 1024);
        assertThat(kept.get(kept.size() - 1).nextLine()).isEqualTo(10 * 1024);
        long gaps = IntStream.range(1, kept.size())
                .filter(i -> kept.get(i).firstLine() != kept.get(i - 1).nextLine())
                .count();
        assertThat(gaps).as("gaps").isEqualTo(1);
        assertThat(elsewhere.taskLogs(lease.runId()))
                .singleElement()
                .satisfies(log -> assertThat(log.lines()).isEqualTo(10 * 1024));
    }

    /** A worker that slept past its lease still has lines to append; the run goes on elsewhere, in another attempt of the task run. */
    @Test
    void who_lost_a_run_appends_nothing_to_its_logs() {
        RunLease first = created("sales", "k").lease();
        commit(first, claim("a", 1, 1));
        store.appendLogs(first, List.of(part("a", 1, 0, 0, "before\n")));
        test.outlastLeases();
        elsewhere.beat(other.id());
        RunLease second = elsewhere.takeOver(first.runId(), other.id()).orElseThrow();
        elsewhere.appendLogs(second, List.of(part("a", 2, 0, 0, "after\n")));

        for (long generation : List.of(1L, 2L)) {
            assertThatThrownBy(() -> store.appendLogs(first, List.of(part("a", generation, 1, 7, "stale\n"))))
                    .isInstanceOf(StaleLeaseException.class);
        }
        assertThat(log(first, "a", 1, 0)).isEqualTo("before\n");
        assertThat(log(first, "a", 2, 0)).isEqualTo("after\n");
    }

    @Test
    void the_last_lines_are_appended_after_the_run_has_ended() {
        RunLease lease = created("sales", "k").lease();
        end(lease, RunState.SUCCEEDED);
        store.appendLogs(lease, List.of(part("a", 1, 0, 0, "last\n")));
        assertThat(log(lease, "a", 1, 0)).isEqualTo("last\n");
    }

    @Test
    void a_success_that_is_put_back_keeps_its_output_in_the_history() {
        RunLease lease = created("sales", "k").lease();
        commit(lease, claim("a", 1, 1));
        commit(lease, success("a", 1, "{\"n\":1}"));
        store.beginRound(lease, 2, "someone", List.of(key("a")));

        assertThat(elsewhere.attempts(lease.runId())).singleElement().satisfies(kept -> {
            assertThat(kept.outcome()).isEqualTo(TaskState.SUCCEEDED);
            assertThat(kept.output()).isEqualTo("{\"n\":1}");
            assertThat(kept.round()).isEqualTo(1);
            assertThat(kept.putBackIn()).isEqualTo(2);
        });
    }

    private String log(RunLease lease, String task, long generation, long fromLine) {
        var text = new StringBuilder();
        elsewhere
                .readLog(lease.runId(), key(task), generation, fromLine, 1000)
                .forEach(part -> text.append(part.text()));
        return text.toString();
    }

    private static LogChunk part(String task, long generation, long firstLine, long firstByte, String text) {
        return part(task, generation, firstLine, firstByte, 0, text);
    }

    private static LogChunk part(String task, long generation, long firstLine, long firstByte, int held, String text) {
        int lines = (int) text.chars().filter(c -> c == '\n').count();
        int bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return new LogChunk(task, -1, generation, 1, (int) generation, firstLine, firstByte, held, lines, bytes, text);
    }

    private static TaskKey key(String task) {
        return new TaskKey(task, -1);
    }

    private static Claim claim(String task, long generation, int attempt) {
        return new Claim(task, -1, generation, 1, attempt, 0, AT);
    }

    private static Outcome success(String task, long generation, String output) {
        return new Outcome(
                task, -1, generation, TaskState.SUCCEEDED, null, AT, null, output, null, null, false, Rows.NONE);
    }

    private static Outcome retry(String task, long generation) {
        return new Outcome(
                task,
                -1,
                generation,
                TaskState.RETRY_WAIT,
                null,
                AT,
                AT.plusSeconds(1),
                null,
                null,
                new Failure("E", "again", null, false),
                false,
                Rows.NONE);
    }

    private static Outcome lost(String task, long generation) {
        return new Outcome(
                task,
                -1,
                generation,
                TaskState.READY,
                null,
                AT.plusSeconds(2),
                null,
                null,
                null,
                null,
                false,
                Rows.NONE);
    }

    private static Decision decision(String task, TaskState state) {
        return new Decision(task, -1, 1, state, null, AT);
    }

    @FunctionalInterface
    private interface Numbered<T> {
        T of(int number);
    }

    private static <T> List<T> atOnce(int threads, Numbered<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            var barrier = new CyclicBarrier(threads);
            List<Callable<T>> calls = IntStream.range(0, threads)
                    .mapToObj(i -> (Callable<T>) () -> {
                        barrier.await();
                        return work.of(i);
                    })
                    .toList();
            var results = new ArrayList<T>();
            for (Future<T> each : pool.invokeAll(calls)) {
                results.add(each.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}

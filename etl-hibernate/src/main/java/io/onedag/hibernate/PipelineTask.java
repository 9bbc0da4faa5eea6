package io.onedag.hibernate;

import io.onedag.TaskState;
import io.onedag.plan.Reason;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Length;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One task within a run, or one instance of a mapped task. Read only: state changes by the store alone. */
@Entity
@Immutable
@IdClass(PipelineTask.Key.class)
@Table(name = "pipeline_tasks", schema = SessionFactories.SCHEMA)
public class PipelineTask {

    @Id
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "run_id")
    private PipelineRun run;

    @Id
    @Column(name = "task", nullable = false)
    private String task;

    @Id
    @Column(name = "map_index", nullable = false)
    private int mapIndex;

    @Enumerated(EnumType.STRING)
    @Column(name = "state", nullable = false)
    private TaskState state;

    @Enumerated(EnumType.STRING)
    @Column(name = "reason")
    private @Nullable Reason reason;

    @Column(name = "round", nullable = false)
    private int round;

    @Column(name = "attempt", nullable = false)
    private int attempt;

    @Column(name = "earlier_attempts", nullable = false)
    private int earlierAttempts;

    @Column(name = "recoveries", nullable = false)
    private int recoveries;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Column(name = "retry_at")
    private @Nullable Instant retryAt;

    @Column(name = "output", length = Length.LONG32)
    private @Nullable String output;

    @Column(name = "branch")
    private @Nullable String branch;

    @Column(name = "error_type")
    private @Nullable String errorType;

    @Column(name = "error_message")
    private @Nullable String errorMessage;

    @Column(name = "error_where")
    private @Nullable String errorWhere;

    @Column(name = "error_fatal")
    private @Nullable Boolean errorFatal;

    @Column(name = "allowed_failure", nullable = false)
    private boolean allowedFailure;

    @Column(name = "rows_read", nullable = false)
    private long rowsRead;

    @Column(name = "rows_written", nullable = false)
    private long rowsWritten;

    @Column(name = "rows_rejected", nullable = false)
    private long rowsRejected;

    @Column(name = "driver_round")
    private @Nullable Integer driverRound;

    @Column(name = "deadline")
    private @Nullable Instant deadline;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected PipelineTask() {}

    /** What identifies a task run. */
    public record Key(UUID run, String task, int mapIndex) {}

    /** Its run. */
    public PipelineRun run() {
        return run;
    }

    /** The task's name. */
    public String task() {
        return task;
    }

    /** The index of a mapped instance, from 0; -1: not mapped. */
    public int mapIndex() {
        return mapIndex;
    }

    /** Where it stands. */
    public TaskState state() {
        return state;
    }

    /** What a final state came from, or null. */
    public @Nullable Reason reason() {
        return reason;
    }

    /** The round of its latest attempt. */
    public int round() {
        return round;
    }

    /** The number of its latest attempt within that round; 0: none yet. */
    public int attempt() {
        return attempt;
    }

    /** Attempts of earlier rounds. */
    public int earlierAttempts() {
        return earlierAttempts;
    }

    /** Attempts of this round that were lost with their process. */
    public int recoveries() {
        return recoveries;
    }

    /** When its latest attempt started; null: never. */
    public @Nullable Instant startedAt() {
        return startedAt;
    }

    /** When it, or its latest attempt, ended; null: not yet. */
    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /** When its next attempt is due, or null. */
    public @Nullable Instant retryAt() {
        return retryAt;
    }

    /** Its output as JSON, or null. */
    public @Nullable String output() {
        return output;
    }

    /** What a branching task chose, as a JSON list, or null. */
    public @Nullable String branch() {
        return branch;
    }

    /** The exception's class, or null. */
    public @Nullable String errorType() {
        return errorType;
    }

    /** Why it failed, or null. */
    public @Nullable String errorMessage() {
        return errorMessage;
    }

    /** The place in the user's code or definition, or null. */
    public @Nullable String errorWhere() {
        return errorWhere;
    }

    /** Whether no retry could mend it; null: it did not fail. */
    public @Nullable Boolean errorFatal() {
        return errorFatal;
    }

    /** Whether its failure is allowed. */
    public boolean allowedFailure() {
        return allowedFailure;
    }

    /** Rows taken from the source. */
    public long rowsRead() {
        return rowsRead;
    }

    /** Rows handed to the target. */
    public long rowsWritten() {
        return rowsWritten;
    }

    /** Rows set aside as bad. */
    public long rowsRejected() {
        return rowsRejected;
    }

    /** The round of its latest attempt as an engine outside that drives the run counts; null: never begun, or by a version before. */
    public @Nullable Integer driverRound() {
        return driverRound;
    }

    /** When such an engine gives its latest attempt up at the latest; null: it has no such time. */
    public @Nullable Instant deadline() {
        return deadline;
    }
}

package io.onedag.hibernate;

import io.onedag.TaskState;
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
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An attempt that did not end its task run, or ended it in an earlier round. Read only. */
@Entity
@Immutable
@IdClass(TaskAttempt.Key.class)
@Table(name = "task_attempts", schema = SessionFactories.SCHEMA)
public class TaskAttempt {

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

    @Id
    @Column(name = "generation", nullable = false)
    private long generation;

    @Column(name = "round", nullable = false)
    private int round;

    @Column(name = "attempt", nullable = false)
    private int attempt;

    @Enumerated(EnumType.STRING)
    @Column(name = "outcome", nullable = false)
    private TaskState outcome;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Column(name = "error_type")
    private @Nullable String errorType;

    @Column(name = "error_message")
    private @Nullable String errorMessage;

    @Column(name = "error_where")
    private @Nullable String errorWhere;

    @Column(name = "error_fatal")
    private @Nullable Boolean errorFatal;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected TaskAttempt() {}

    /** What identifies an attempt. */
    public record Key(UUID run, String task, int mapIndex, long generation) {}

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

    /** Grows with each claim of the task run. */
    public long generation() {
        return generation;
    }

    /** Its round. */
    public int round() {
        return round;
    }

    /** Its number within the round. */
    public int attempt() {
        return attempt;
    }

    /** How it ended: {@code RETRY_WAIT} retried, {@code READY} lost with its process, or a final state. */
    public TaskState outcome() {
        return outcome;
    }

    /** When it started. */
    public @Nullable Instant startedAt() {
        return startedAt;
    }

    /** When it ended, or was found lost. */
    public @Nullable Instant endedAt() {
        return endedAt;
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
}

package io.onedag.hibernate;

import io.onedag.RunState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One execution of a pipeline. Read only: state changes by the store alone. */
@Entity
@Immutable
@Table(name = "pipeline_runs", schema = SessionFactories.SCHEMA)
public class PipelineRun {

    @Id
    @Column(name = "run_id", nullable = false)
    private UUID id;

    @Column(name = "pipeline", nullable = false)
    private String pipeline;

    @Column(name = "run_key", nullable = false)
    private String key;

    @Enumerated(EnumType.STRING)
    @Column(name = "state", nullable = false)
    private RunState state;

    @Column(name = "reason")
    private @Nullable String reason;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Column(name = "interval_start")
    private @Nullable Instant intervalStart;

    @Column(name = "interval_end")
    private @Nullable Instant intervalEnd;

    @Column(name = "params", nullable = false)
    private String params;

    @Column(name = "plan_hash", nullable = false)
    private String planHash;

    @Column(name = "driver", nullable = false)
    private String driver;

    @Column(name = "application", nullable = false)
    private String application;

    @Column(name = "application_version", nullable = false)
    private String applicationVersion;

    @Column(name = "onedag_version", nullable = false)
    private String onedagVersion;

    @Column(name = "round", nullable = false)
    private int round;

    @Column(name = "round_by")
    private @Nullable String roundBy;

    @Column(name = "cancel_requested")
    private @Nullable String cancelRequested;

    @Column(name = "test_mode", nullable = false)
    private boolean testMode;

    @OneToMany(mappedBy = "run")
    @OrderBy("startedAt, task, mapIndex")
    private List<PipelineTask> tasks;

    @OneToMany(mappedBy = "run")
    @OrderBy("endedAt, task, mapIndex")
    private List<TaskAttempt> attempts;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected PipelineRun() {}

    /** UUIDv7: sorts by time. */
    public UUID id() {
        return id;
    }

    /** The pipeline's name. */
    public String pipeline() {
        return pipeline;
    }

    /** Unique among the pipeline's runs. */
    public String key() {
        return key;
    }

    /** Where it stands. */
    public RunState state() {
        return state;
    }

    /** Why it ended as it did; null: nothing to say. */
    public @Nullable String reason() {
        return reason;
    }

    /** When it was asked for, by the store's clock. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When its first task could start; null: not yet. */
    public @Nullable Instant startedAt() {
        return startedAt;
    }

    /** When it ended; null: not yet. */
    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /** The first instant that it covers, or null. */
    public @Nullable Instant intervalStart() {
        return intervalStart;
    }

    /** The first instant after those that it covers, or null. */
    public @Nullable Instant intervalEnd() {
        return intervalEnd;
    }

    /** The parameters as JSON. */
    public String params() {
        return params;
    }

    /** The plan hash of its definition. */
    public String planHash() {
        return planHash;
    }

    /** Who advances it: an engine of ours, or {@code airflow}, {@code prefect}, {@code luigi}. */
    public String driver() {
        return driver;
    }

    /** The application that started it. */
    public String application() {
        return application;
    }

    /** That application's version. */
    public String applicationVersion() {
        return applicationVersion;
    }

    /** Onedag's version then. */
    public String onedagVersion() {
        return onedagVersion;
    }

    /** 1, and one more for each resume or rerun. */
    public int round() {
        return round;
    }

    /** Who asked for the current round; null in round 1. */
    public @Nullable String roundBy() {
        return roundBy;
    }

    /** Why someone wants it cancelled, or null. */
    public @Nullable String cancelRequested() {
        return cancelRequested;
    }

    /** Whether readers stop after a number of rows. */
    public boolean testMode() {
        return testMode;
    }

    /** Its task runs, as far as they have begun or were decided; in the order of their starts. */
    public List<PipelineTask> tasks() {
        return tasks;
    }

    /** Attempts that did not end their task run, or ended it in an earlier round; oldest first. */
    public List<TaskAttempt> attempts() {
        return attempts;
    }
}

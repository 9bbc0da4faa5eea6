package io.onedag.hibernate;

import io.onedag.TaskContext;
import io.onedag.engine.RunIds;
import io.onedag.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.hibernate.Length;
import org.jspecify.annotations.Nullable;

/** A record made of a raw one, and what a validation found of it. */
@Entity
@Table(name = "transformed_data", schema = SessionFactories.SCHEMA)
public class TransformedData {

    @Id
    private UUID id;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "raw_data_id")
    private @Nullable RawData raw;

    @Column(nullable = false)
    private String source;

    @Column(name = "run_id")
    private @Nullable UUID runId;

    @Column
    private @Nullable String task;

    @Column(nullable = false, length = Length.LONG32)
    private String content;

    @Column(name = "transformed_at", nullable = false)
    private Instant transformedAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "validation_status", nullable = false)
    private ValidationStatus validationStatus;

    @Column(name = "validation_message")
    private @Nullable String validationMessage;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected TransformedData() {}

    /**
     * A record that a task made now, not validated yet.
     *
     * @param content a JSON value: null, a boolean, a number, a string, a list or a map of these
     */
    public TransformedData(TaskContext by, RawData raw, @Nullable Object content) {
        this(by.run().id(), by.task(), raw, raw.source(), content, Instant.now());
    }

    /** A record of a run and a task, or of none; made of a raw one, or of none. */
    public TransformedData(
            @Nullable UUID runId,
            @Nullable String task,
            @Nullable RawData raw,
            String source,
            @Nullable Object content,
            Instant transformedAt) {
        this.id = RunIds.next();
        this.runId = runId;
        this.task = task;
        this.raw = raw;
        this.source = source;
        this.content = Json.write(content);
        this.transformedAt = transformedAt.truncatedTo(ChronoUnit.MICROS);
        this.validationStatus = ValidationStatus.PENDING;
    }

    /** Notes that it is as it should be. */
    public void valid() {
        validationStatus = ValidationStatus.VALID;
        validationMessage = null;
    }

    /** Notes that it isn't, and why. */
    public void invalid(String why) {
        validationStatus = ValidationStatus.INVALID;
        validationMessage = why;
    }

    /** UUIDv7: sorts by time. */
    public UUID id() {
        return id;
    }

    /** What it was made of, or null. */
    public @Nullable RawData raw() {
        return raw;
    }

    /** What it came from. */
    public String source() {
        return source;
    }

    /** The run that made it, or null. */
    public @Nullable UUID runId() {
        return runId;
    }

    /** The task that made it, or null. */
    public @Nullable String task() {
        return task;
    }

    /** The record, as a JSON value. */
    public @Nullable Object content() {
        return Json.parse(content);
    }

    /** The record, as JSON text. */
    public String json() {
        return content;
    }

    /** When it was made; microseconds. */
    public Instant transformedAt() {
        return transformedAt;
    }

    /** What a validation found. */
    public ValidationStatus validationStatus() {
        return validationStatus;
    }

    /** Why it is invalid, or null. */
    public @Nullable String validationMessage() {
        return validationMessage;
    }
}

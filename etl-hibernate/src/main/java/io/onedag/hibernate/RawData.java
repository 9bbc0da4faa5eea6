package io.onedag.hibernate;

import io.onedag.TaskContext;
import io.onedag.engine.RunIds;
import io.onedag.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.hibernate.Length;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A record as its source gave it, kept before anything is made of it. It never changes. */
@Entity
@Immutable
@Table(name = "raw_data", schema = SessionFactories.SCHEMA)
public class RawData {

    @Id
    private UUID id;

    @Column(nullable = false)
    private String source;

    @Column(name = "source_key")
    private @Nullable String sourceKey;

    @Column(name = "run_id")
    private @Nullable UUID runId;

    @Column
    private @Nullable String task;

    @Column(nullable = false, length = Length.LONG32)
    private String content;

    @Column(name = "extracted_at", nullable = false)
    private Instant extractedAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected RawData() {}

    /**
     * A record extracted now by a task.
     *
     * @param source what it came from, for example a file's or a service's name
     * @param sourceKey what the source knows it by; null: nothing
     * @param content a JSON value: null, a boolean, a number, a string, a list or a map of these
     */
    public RawData(TaskContext by, String source, @Nullable String sourceKey, @Nullable Object content) {
        this(by.run().id(), by.task(), source, sourceKey, content, Instant.now());
    }

    /** A record of a run and a task, or of none. */
    public RawData(
            @Nullable UUID runId,
            @Nullable String task,
            String source,
            @Nullable String sourceKey,
            @Nullable Object content,
            Instant extractedAt) {
        this.id = RunIds.next();
        this.runId = runId;
        this.task = task;
        this.source = source;
        this.sourceKey = sourceKey;
        this.content = Json.write(content);
        this.extractedAt = extractedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** UUIDv7: sorts by time. */
    public UUID id() {
        return id;
    }

    /** What it came from. */
    public String source() {
        return source;
    }

    /** What the source knows it by, or null. */
    public @Nullable String sourceKey() {
        return sourceKey;
    }

    /** The run that extracted it, or null. */
    public @Nullable UUID runId() {
        return runId;
    }

    /** The task that extracted it, or null. */
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

    /** When it was extracted; microseconds. */
    public Instant extractedAt() {
        return extractedAt;
    }
}

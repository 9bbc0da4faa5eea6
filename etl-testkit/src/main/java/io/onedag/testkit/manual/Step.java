package io.onedag.testkit.manual;

import io.onedag.TaskDefinition;
import io.onedag.engine.OsProcess;
import io.onedag.engine.TaskRunRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task run that is ready, under way or waiting for a retry. Confined by its run. */
final class Step {

    final int task;
    final int mapIndex;
    final int round;
    final TaskDefinition definition;
    final String label;
    final long order;
    long generation;
    int attempt;
    int recoveries;
    Instant startedAt = Instant.EPOCH;
    /** Whether the outcome of its attempt is on record already. */
    boolean recorded;

    @Nullable
    Instant retryAt;

    @Nullable
    OsProcess remains;

    Step(int task, int mapIndex, int round, TaskDefinition definition, long order) {
        this.task = task;
        this.mapIndex = mapIndex;
        this.round = round;
        this.definition = definition;
        this.label = label(definition.name(), mapIndex);
        this.order = order;
    }

    /** One that is on record already. */
    static Step of(int task, TaskDefinition definition, TaskRunRecord on, long order) {
        var step = new Step(task, on.mapIndex(), on.round(), definition, order);
        step.generation = on.generation();
        step.attempt = on.attempt();
        step.recoveries = on.recoveries();
        step.retryAt = on.retryAt();
        step.remains = on.process();
        return step;
    }

    String name() {
        return definition.name();
    }

    /** {@code name} or {@code name[index]}. */
    static String label(String name, int mapIndex) {
        return mapIndex < 0 ? name : name + "[" + mapIndex + "]";
    }
}

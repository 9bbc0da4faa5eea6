package io.onedag.driven;

import io.onedag.Interval;
import io.onedag.graph.PipelineGraph;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a driver asks for: one attempt of one task run.
 *
 * @param graph the pipeline as it is defined now
 * @param planHash its plan hash
 * @param driver who drives the run: {@code airflow}, {@code prefect} or {@code luigi}
 * @param application the application that the pipeline belongs to
 * @param applicationVersion its version
 * @param runKey the run's key
 * @param interval what the run covers, or null
 * @param params the parameters, defaults filled in, as JSON
 * @param task the task's name
 * @param mapIndex the index of a mapped instance; -1: not mapped
 * @param driverRound the driver's round of this task run: 0 at first, more after each clear
 * @param attempt its number within that round, from 1
 * @param deadline when the driver gives the attempt up at the latest; null: it has no such time
 * @param states how the run's tasks stand at the driver, or null: it doesn't say
 */
public record DrivenRequest(
        PipelineGraph graph,
        String planHash,
        String driver,
        String application,
        String applicationVersion,
        String runKey,
        @Nullable Interval interval,
        String params,
        String task,
        int mapIndex,
        int driverRound,
        int attempt,
        @Nullable Instant deadline,
        @Nullable DriverStates states) {

    /** The driver as it is put on record: {@code airflow, try 4}. */
    public String by() {
        return driver + ", try " + (driverRound + attempt);
    }
}

package io.onedag.engine;

import io.onedag.RunInfo;
import io.onedag.graph.PipelineGraph;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as an engine gets it: on record, RUNNING, and ours to advance.
 *
 * @param graph the definition that the run goes on with
 * @param info what its attempts see of it
 * @param round the current round
 * @param startedAt when the run started: its timeout counts from here
 * @param lease the right to advance it
 * @param taskRuns the task runs on record, lost attempts already recovered: none is RUNNING
 * @param store where it is on record; null: nothing is recorded (for measurements and tests)
 * @param listener hears what happens
 * @param environment variables for expressions
 * @param home where datasets go
 * @param resources what the application registered for its tasks
 * @param logs keeps what attempts log
 */
public record EngineRun(
        PipelineGraph graph,
        RunInfo info,
        int round,
        Instant startedAt,
        RunLease lease,
        Collection<TaskRunRecord> taskRuns,
        @Nullable RunStore store,
        RunListener listener,
        Map<String, String> environment,
        Path home,
        List<ResourceProvider<?>> resources,
        TaskLogs logs) {

    /** A run whose attempts' logs nobody keeps. */
    public EngineRun(
            PipelineGraph graph,
            RunInfo info,
            int round,
            Instant startedAt,
            RunLease lease,
            Collection<TaskRunRecord> taskRuns,
            @Nullable RunStore store,
            RunListener listener,
            Map<String, String> environment,
            Path home,
            List<ResourceProvider<?>> resources) {
        this(
                graph,
                info,
                round,
                startedAt,
                lease,
                taskRuns,
                store,
                listener,
                environment,
                home,
                resources,
                TaskLogs.NONE);
    }
}

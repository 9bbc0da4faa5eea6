package io.onedag.export.airflow.wiring;

import io.onedag.TaskDefinition;
import io.onedag.TriggerRule;
import java.util.List;

/** What Airflow has as a task: one of the pipeline's, or a gate between them, which Airflow itself passes without a process. */
public sealed interface Node {

    /** The task id. */
    String id();

    /** Its trigger rule, as Airflow reads it. */
    TriggerRule rule();

    /** The ids of its direct upstreams. */
    List<String> upstreams();

    /**
     * A task of the pipeline.
     *
     * @param skipWith the ids of upstreams with which it is skipped, although its rule says that it runs
     */
    record Work(String id, TaskDefinition task, TriggerRule rule, List<String> upstreams, List<String> skipWith)
            implements Node {
        public Work {
            upstreams = List.copyOf(upstreams);
            skipWith = List.copyOf(skipWith);
        }
    }

    /**
     * A gate.
     *
     * @param of the id of the task for whose allowed failure it stands
     */
    record Gate(String id, TriggerRule rule, List<String> upstreams, String of) implements Node {
        public Gate {
            upstreams = List.copyOf(upstreams);
        }
    }
}

package io.onedag.export.airflow;

import io.onedag.TaskState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the tasks of a run do, when they run: the same for Airflow and for the plan.
 *
 * @param ends how a task or an instance ends, by name or {@code name[index]}; a success unless said
 * @param chosen what branching tasks choose
 * @param lengths how long the lists are that tasks answer with; 2 unless said
 */
record Behaviour(Map<String, TaskState> ends, Map<String, List<String>> chosen, Map<String, Integer> lengths) {

    static Behaviour allSucceed() {
        return new Behaviour(new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    TaskState end(String task, int mapIndex) {
        return ends.getOrDefault(label(task, mapIndex), TaskState.SUCCEEDED);
    }

    int length(String task) {
        return lengths.getOrDefault(task, 2);
    }

    static String label(String task, int mapIndex) {
        return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
    }
}

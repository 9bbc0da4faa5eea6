package io.onedag.export.airflow.wiring;

import io.onedag.TriggerRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * The gates that the helper module's {@code allowed} puts behind a task: what its successors see of it. For them its failure is a success;
 * that it was skipped, or failed because of its upstreams, passes on.
 */
public final class AllowedGates {

    private AllowedGates() {}

    /** The ids of all of them, whether a task is mapped or not. */
    public static List<String> idsOf(String task) {
        return Stream.of("ran", "allowed", "allowed_some", "done", "allowed_strict", "unskipped")
                .map(name -> task + "__" + name)
                .toList();
    }

    /** The id of the gate that successors hang on. */
    public static String gateOf(String task) {
        return task + "__allowed";
    }

    /** All of them, upstreams first. */
    public static List<Node.Gate> of(String task, boolean mapped) {
        String ran = task + "__ran";
        var ended = new Node.Gate(ran, TriggerRule.ONE_DONE, List.of(task), task);
        if (!mapped) {
            return List.of(ended, new Node.Gate(gateOf(task), TriggerRule.ONE_SUCCESS, List.of(task, ran), task));
        }
        String some = task + "__allowed_some";
        String done = task + "__done";
        return List.of(
                ended,
                new Node.Gate(some, TriggerRule.ONE_SUCCESS, List.of(task, ran), task),
                new Node.Gate(done, TriggerRule.ALL_DONE, List.of(task), task),
                new Node.Gate(gateOf(task), TriggerRule.ALL_SUCCESS, List.of(some, done), task));
    }
}

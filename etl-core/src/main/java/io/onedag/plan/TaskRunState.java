package io.onedag.plan;

import io.onedag.TaskState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one task run stands: a plan written out is a list of these, those that are still {@link TaskState#PENDING} left out.
 *
 * @param task the task's name
 * @param mapIndex the index of a mapped instance; -1: not mapped, or a mapped task without instances
 * @param state where it stands
 * @param reason what a final state came from, or null
 * @param chosen what a branching task chose, or null
 * @param lengths for each task mapped over this one's output: the length of its list
 */
public record TaskRunState(
        String task,
        int mapIndex,
        TaskState state,
        @Nullable Reason reason,
        @Nullable List<String> chosen,
        Map<String, Integer> lengths) {}

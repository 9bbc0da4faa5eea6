package io.onedag.cli.drawing;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.cli.Times;
import io.onedag.cli.drawing.RunLook.TaskLook;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words and colours that all drawings of a graph share. */
public final class DrawnWords {

    private DrawnWords() {}

    /** What stands below a task's name: what is special about it, or how it stands in a run. */
    public static String of(TaskDefinition task, @Nullable TaskLook look) {
        return String.join(" · ", look == null ? GraphDrawing.about(task) : told(look));
    }

    private static List<String> told(TaskLook look) {
        var words = new ArrayList<String>();
        if (look.instances().size() > 1) {
            look.instances().forEach((state, count) -> words.add(count + " " + word(state)));
        } else {
            look.instances().values().forEach(count -> words.add("×" + count));
            words.add(word(look.state()) + (look.allowedFailure() ? " (allowed)" : ""));
        }
        if (look.took() != null) {
            words.add(Times.duration(look.took()));
        }
        int instances =
                look.instances().values().stream().mapToInt(Integer::intValue).sum();
        if (look.attempts() > Math.max(1, instances)) {
            words.add(look.attempts() + " attempts");
        }
        return words;
    }

    /** A state in words: {@code upstream failed}. */
    public static String word(TaskState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The strong colour of a state on a light page. */
    public static String line(TaskState state) {
        return switch (state) {
            case SUCCEEDED -> "#1f883d";
            case FAILED -> "#cf222e";
            case UPSTREAM_FAILED -> "#bc4c00";
            case SKIPPED -> "#818b98";
            case CANCELLED -> "#8250df";
            case RUNNING -> "#0969da";
            case RETRY_WAIT -> "#9a6700";
            case READY -> "#1b7c83";
            case PENDING -> "#afb8c1";
        };
    }

    /** The faint colour of a state on a light page: what is behind text. */
    public static String fill(TaskState state) {
        return switch (state) {
            case SUCCEEDED -> "#eaf7ee";
            case FAILED -> "#ffebe9";
            case UPSTREAM_FAILED -> "#fff1e5";
            case SKIPPED -> "#f6f8fa";
            case CANCELLED -> "#fbefff";
            case RUNNING -> "#e8f3ff";
            case RETRY_WAIT -> "#fff8d9";
            case READY -> "#e6f7f7";
            case PENDING -> "#ffffff";
        };
    }
}

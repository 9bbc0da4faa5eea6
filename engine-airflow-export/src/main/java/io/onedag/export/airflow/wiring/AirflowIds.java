package io.onedag.export.airflow.wiring;

import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.export.python.PythonNames;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the things of one pipeline are called: in Airflow, and in the file. A task keeps its name where Airflow can have it; Airflow's ids
 * know no combining marks. Gates give way to tasks, but for those of allowed failures, whose ids follow from their task's.
 */
public final class AirflowIds {

    /** What Airflow takes in an id, and a name of ours may not have. */
    private static final Pattern FOREIGN = Pattern.compile("[^\\p{L}\\p{N}_.-]");

    /**
     * The longest id, in bytes: names of logs' folders begin with {@code task_id=} or {@code dag_id=} and have at most 255, and ids of
     * gates, and of what would be called alike, have something appended.
     */
    private static final int LONGEST = 200;

    private final Map<String, String> tasks = new HashMap<>();
    private final Map<String, String> groups = new LinkedHashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final PythonNames names;

    /**
     * For a pipeline.
     *
     * @param usedByTheFile names that no variable may have
     */
    public AirflowIds(Pipeline pipeline, Set<String> usedByTheFile) {
        this.names = new PythonNames(usedByTheFile, "task");
        for (TaskDefinition task : pipeline.tasks()) {
            if (task.allowFailure()) {
                AllowedGates.idsOf(id(task.name())).forEach(taken::add);
            }
        }
        for (TaskDefinition task : pipeline.tasks()) {
            tasks.put(task.name(), free(id(task.name())));
        }
        for (TaskDefinition task : pipeline.tasks()) {
            variables.put(of(task), names.variable(task.name()));
        }
        var seen = new LinkedHashSet<String>();
        pipeline.tasks().forEach(task -> {
            if (task.group() != null) {
                seen.add(task.group());
            }
        });
        seen.forEach(group -> groups.put(group, free(id(group))));
    }

    /** The DAG id of a pipeline, and the id that a task would have if nothing else had it. */
    public static String id(String name) {
        String id =
                FOREIGN.matcher(Normalizer.normalize(name, Normalizer.Form.NFC)).replaceAll("_");
        while (id.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            id = id.substring(0, id.offsetByCodePoints(id.length(), -1));
        }
        return id;
    }

    /** The id of a task. */
    public String of(TaskDefinition task) {
        return of(task.name());
    }

    /** The id of a task. */
    public String of(String task) {
        String id = tasks.get(task);
        if (id == null) {
            throw new IllegalArgumentException("no task " + task);
        }
        return id;
    }

    /** The ids of the groups by their names, in the order of the definition. */
    public Map<String, String> groups() {
        return groups;
    }

    /** A new id for a gate. */
    public String gate(String name) {
        return free(name);
    }

    /** The variable of what has this id. */
    public String variable(String id) {
        return variables.computeIfAbsent(id, each -> names.variable(each.replace("__", "_")));
    }

    private String free(String id) {
        String found = id;
        for (int n = 2; !taken.add(found); n++) {
            found = id + "_" + n;
        }
        return found;
    }
}

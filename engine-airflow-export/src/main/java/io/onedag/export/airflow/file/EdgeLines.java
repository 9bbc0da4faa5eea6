package io.onedag.export.airflow.file;

import static io.onedag.export.python.Expression.argument;

import io.onedag.export.airflow.wiring.AirflowIds;
import io.onedag.export.airflow.wiring.AllowedGates;
import io.onedag.export.airflow.wiring.Node;
import io.onedag.export.airflow.wiring.Wiring;
import io.onedag.export.python.Expression;
import io.onedag.export.python.PythonFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The gates, and the lines that say what follows what. */
final class EdgeLines {

    static final String END_OF_RUN = "end_of_run";

    private final Wiring wiring;
    private final AirflowIds ids;
    private final PythonFile file;

    EdgeLines(Wiring wiring, AirflowIds ids, PythonFile file) {
        this.wiring = wiring;
        this.ids = ids;
        this.file = file;
    }

    void write() {
        List<String> quiet = wiring.quiet();
        boolean gates = gates();
        List<List<Expression>> steps = steps();
        if (!steps.isEmpty()) {
            file.blank();
            steps.forEach(file::shift);
        } else if (!gates && quiet.isEmpty()) {
            return;
        }
        if (!quiet.isEmpty()) {
            file.blank();
            file.line("# The run fails with these, too: nothing that comes last does.");
            String id = ids.gate(END_OF_RUN);
            var arguments = new ArrayList<Expression.Argument>();
            arguments.add(
                    argument(Expression.list(quiet.stream().map(this::variable).toList())));
            if (!id.equals(END_OF_RUN)) {
                arguments.add(argument("task_id", id));
            }
            file.statement(Expression.call(END_OF_RUN, arguments));
        }
    }

    private boolean gates() {
        var of = new LinkedHashSet<String>();
        var followed = new HashSet<String>();
        wiring.gates().forEach(gate -> of.add(gate.of()));
        wiring.nodes().values().forEach(node -> followed.addAll(node.upstreams()));
        if (!of.isEmpty()) {
            file.blank();
        }
        for (String task : of) {
            Expression call = Expression.call("allowed", argument(variable(task)));
            String seen = AllowedGates.gateOf(task);
            if (followed.contains(seen)) {
                file.assign(ids.variable(seen), call);
            } else {
                file.statement(call);
            }
        }
        return !of.isEmpty();
    }

    /** What is to the left and to the right of each {@code >>}. */
    private List<List<Expression>> steps() {
        Map<List<String>, List<String>> byUpstreams = new LinkedHashMap<>();
        var lines = new ArrayList<Map.Entry<List<String>, List<String>>>();
        for (Node node : wiring.nodes().values()) {
            List<String> upstreams = explicit(node);
            if (upstreams.size() == 1) {
                List<String> together = byUpstreams.get(upstreams);
                if (together != null) {
                    together.add(node.id());
                    continue;
                }
            }
            if (!upstreams.isEmpty()) {
                List<String> to = new ArrayList<>(List.of(node.id()));
                byUpstreams.putIfAbsent(upstreams, to);
                lines.add(Map.entry(upstreams, to));
            }
        }
        return chained(lines);
    }

    /** A line that begins with the one task with which an earlier one ends goes on there. */
    private List<List<Expression>> chained(List<Map.Entry<List<String>, List<String>>> lines) {
        var chains = new ArrayList<List<Expression>>();
        Map<String, List<Expression>> open = new HashMap<>();
        for (Map.Entry<List<String>, List<String>> line : lines) {
            List<String> to = line.getValue();
            List<Expression> chain =
                    line.getKey().size() == 1 ? open.remove(line.getKey().get(0)) : null;
            if (chain != null && PythonFile.fitsShift(chain, side(to))) {
                chain.add(side(to));
            } else {
                chain = new ArrayList<>(List.of(side(line.getKey()), side(to)));
                chains.add(chain);
            }
            if (to.size() == 1) {
                open.put(to.get(0), chain);
            }
        }
        return chains;
    }

    /** The upstreams that nothing else puts there: {@code expand} and {@code allowed} do so themselves. */
    private List<String> explicit(Node node) {
        if (node instanceof Node.Gate) {
            return List.of();
        }
        if (node instanceof Node.Work work && work.task().forEach() != null) {
            String producer = ids.of(work.task().forEach().task());
            return node.upstreams().stream()
                    .filter(each -> !each.equals(producer))
                    .toList();
        }
        return node.upstreams();
    }

    private Expression side(List<String> ids) {
        return ids.size() == 1
                ? variable(ids.get(0))
                : Expression.list(ids.stream().map(this::variable).toList());
    }

    private Expression variable(String id) {
        return Expression.name(ids.variable(id));
    }
}

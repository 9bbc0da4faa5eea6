package io.onedag.cli.drawing;

import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a drawing back as a person does: along the line to the left and right of a task, then up each rail that it meets. */
final class DrawnEdges {

    private DrawnEdges() {}

    /** The edges of a graph, as {@code upstream->task}. */
    static Set<String> of(PipelineGraph graph) {
        var edges = new TreeSet<String>();
        for (int task = 0; task < graph.size(); task++) {
            for (int upstream : graph.upstreams(task)) {
                edges.add(upstream + "->" + task);
            }
        }
        return edges;
    }

    /** The edges of a drawing. */
    static Set<String> of(List<Rails.Row> rows) {
        var edges = new TreeSet<String>();
        Map<Integer, Integer> above = new HashMap<>();
        for (Rails.Row row : rows) {
            String line = row.rails();
            if (row.task() < 0) {
                above.keySet().retainAll(columnsOf(line, "│"));
                continue;
            }
            int at = Math.max(line.indexOf('○'), line.indexOf('●'));
            var met = new ArrayList<Integer>();
            // A rail that leads straight into the task, not one of a task drawn right above it.
            if (at < line.length() && above.containsKey(at) && connected(rows, row, at)) {
                met.add(at);
            }
            for (int i = at - 1; i >= 0 && "─│├╰┼┴".indexOf(line.charAt(i)) >= 0; i--) {
                if ("├╰┼┴".indexOf(line.charAt(i)) >= 0) {
                    met.add(i);
                }
                if ("├╰".indexOf(line.charAt(i)) >= 0) {
                    break;
                }
            }
            for (int i = at + 1; i < line.length() && "─│┤╯┼┴".indexOf(line.charAt(i)) >= 0; i++) {
                if ("┤╯┼┴".indexOf(line.charAt(i)) >= 0) {
                    met.add(i);
                }
                if ("┤╯".indexOf(line.charAt(i)) >= 0) {
                    break;
                }
            }
            met.forEach(column -> edges.add(above.get(column) + "->" + row.task()));
            for (int i = 0; i < line.length(); i++) {
                if ("╰╯┴".indexOf(line.charAt(i)) >= 0) {
                    above.remove(i);
                }
            }
            above.put(at, row.task());
        }
        return edges;
    }

    private static boolean connected(List<Rails.Row> rows, Rails.Row row, int at) {
        String before = rows.get(rows.indexOf(row) - 1).rails();
        return at < before.length() && "│├┤┼".indexOf(before.charAt(at)) >= 0;
    }

    private static Set<Integer> columnsOf(String line, String marks) {
        var columns = new TreeSet<Integer>();
        for (int i = 0; i < line.length(); i++) {
            if (marks.indexOf(line.charAt(i)) >= 0) {
                columns.add(i);
            }
        }
        return columns;
    }
}

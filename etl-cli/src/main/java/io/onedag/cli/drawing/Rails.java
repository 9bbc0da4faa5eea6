package io.onedag.cli.drawing;

import io.onedag.graph.PipelineGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Draws a graph as rails, top down. Each task that others need has a rail, which runs from the task to the last of its successors; on
 * the row of a task, a line leads to it from the rails of all its upstreams.
 *
 * <pre>
 * ○    extract
 * ├─○  clean
 * ○ │  enrich
 * │ │
 * ○─╯  load
 * </pre>
 *
 * <p>A task right below another one, with no rail between them, doesn't follow it.
 */
final class Rails {

    /**
     * A row of the drawing.
     *
     * @param task the index of the task on it; -1: it only leads on
     * @param rails the drawing, without spaces at its end
     */
    record Row(int task, String rails) {}

    private static final int FREE = -1;
    private static final int CONNECTOR = -1;

    private final PipelineGraph graph;
    private final IntPredicate filled;
    private final int[] successorsLeft;
    /** The task whose rail is in each column. */
    private final List<Integer> columns = new ArrayList<>();

    private final List<Row> rows = new ArrayList<>();
    private int previous = CONNECTOR;
    private int previousColumn = CONNECTOR;

    private Rails(PipelineGraph graph, IntPredicate filled) {
        this.graph = graph;
        this.filled = filled;
        this.successorsLeft = new int[graph.size()];
    }

    /**
     * Draws a graph.
     *
     * @param filled which tasks are drawn {@code ●} rather than {@code ○}
     */
    static List<Row> draw(PipelineGraph graph, IntPredicate filled) {
        var rails = new Rails(graph, filled);
        for (int task = 0; task < graph.size(); task++) {
            rails.successorsLeft[task] = graph.successors(task).length;
        }
        for (int task : depthFirst(graph)) {
            rails.add(task);
        }
        return rails.rows;
    }

    /** An order that keeps chains together: upstreams first, and behind a task what it alone held up. */
    static int[] depthFirst(PipelineGraph graph) {
        int[] waiting = new int[graph.size()];
        Deque<Integer> ready = new ArrayDeque<>();
        for (int task = graph.size() - 1; task >= 0; task--) {
            waiting[task] = graph.upstreams(task).length;
            if (waiting[task] == 0) {
                ready.push(task);
            }
        }
        int[] order = new int[graph.size()];
        for (int at = 0; at < order.length; at++) {
            int task = ready.pop();
            order[at] = task;
            int[] successors = graph.successors(task);
            for (int i = successors.length - 1; i >= 0; i--) {
                if (--waiting[successors[i]] == 0) {
                    ready.push(successors[i]);
                }
            }
        }
        return order;
    }

    private void add(int task) {
        var from = new TreeSet<Integer>();
        var ending = new TreeSet<Integer>();
        for (int upstream : graph.upstreams(task)) {
            int column = columns.indexOf(upstream);
            from.add(column);
            if (--successorsLeft[upstream] == 0) {
                ending.add(column);
            }
        }
        int at = columnFor(from, ending);
        if (previous != CONNECTOR && at == previousColumn) {
            boolean follows = ending.contains(at) && columns.get(at) == previous;
            boolean seemsToFollow = from.isEmpty() && graph.upstreams(previous).length > 0;
            if (follows || seemsToFollow) {
                rows.add(new Row(CONNECTOR, leadOn()));
            }
        }
        rows.add(new Row(task, row(task, at, from, ending)));
        ending.forEach(column -> columns.set(column, FREE));
        columns.set(at, graph.successors(task).length > 0 ? task : FREE);
        previous = task;
        previousColumn = at;
    }

    /** The column of a task: that of an upstream whose rail ends here, else the first free one to the right of its upstreams. */
    private int columnFor(TreeSet<Integer> from, TreeSet<Integer> ending) {
        if (!ending.isEmpty()) {
            return ending.first();
        }
        int at = from.isEmpty() ? 0 : from.first() + 1;
        while (at < columns.size() && columns.get(at) != FREE) {
            at++;
        }
        if (at == columns.size()) {
            columns.add(FREE);
        }
        return at;
    }

    private String leadOn() {
        char[] line = blank();
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column) != FREE) {
                line[2 * column] = '│';
            }
        }
        return new String(line).stripTrailing();
    }

    private String row(int task, int at, TreeSet<Integer> from, TreeSet<Integer> ending) {
        int left = from.isEmpty() ? at : Math.min(at, from.first());
        int right = from.isEmpty() ? at : Math.max(at, from.last());
        char[] line = blank();
        for (int column = 0; column < columns.size(); column++) {
            boolean within = column >= left && column <= right;
            boolean joins = from.contains(column) && column != at;
            if (column == at) {
                line[2 * column] = filled.test(task) ? '●' : '○';
            } else if (joins) {
                line[2 * column] = joint(column == left, column == right, ending.contains(column));
            } else if (columns.get(column) != FREE) {
                line[2 * column] = '│';
            } else if (within) {
                line[2 * column] = '─';
            }
            if (column > left && column <= right) {
                line[2 * column - 1] = '─';
            }
        }
        return new String(line).stripTrailing();
    }

    private static char joint(boolean leftmost, boolean rightmost, boolean ends) {
        if (leftmost) {
            return ends ? '╰' : '├';
        }
        if (rightmost) {
            return ends ? '╯' : '┤';
        }
        return ends ? '┴' : '┼';
    }

    private char[] blank() {
        char[] line = new char[Math.max(1, 2 * columns.size() - 1)];
        Arrays.fill(line, ' ');
        return line;
    }
}

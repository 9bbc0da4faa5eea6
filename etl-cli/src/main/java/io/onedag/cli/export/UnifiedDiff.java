package io.onedag.cli.export;

import java.util.ArrayList;
import java.util.List;

/** How two texts differ, as {@code diff -u} shows it. */
public final class UnifiedDiff {

    private static final int CONTEXT = 3;
    /** Beyond it, what differs is shown as one block: the search for what is common would take too long. */
    private static final long MOST_CELLS = 4_000_000;

    private final List<String> there;
    private final List<String> made;
    /** The script: {@code -} and {@code +} lines, and {@code ' '} ones. */
    private final List<String> script = new ArrayList<>();

    private UnifiedDiff(String there, String made) {
        this.there = lines(there);
        this.made = lines(made);
        compare();
    }

    /**
     * The lines that tell it, without a heading; none: the texts are the same.
     *
     * @param most how many lines; where there are more, the last line says how many
     */
    public static List<String> of(String there, String made, int most) {
        List<String> all = new UnifiedDiff(there, made).hunks();
        if (all.size() <= most) {
            return all;
        }
        var first = new ArrayList<>(all.subList(0, most));
        first.add("… " + (all.size() - most) + " more lines");
        return first;
    }

    private static List<String> lines(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        var lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (text.endsWith("\n")) {
            lines.remove(lines.size() - 1);
        } else {
            int last = lines.size() - 1;
            lines.set(last, lines.get(last) + " (no end of line)");
        }
        return lines;
    }

    private void compare() {
        int head = 0;
        while (head < Math.min(there.size(), made.size()) && there.get(head).equals(made.get(head))) {
            script.add(" " + there.get(head++));
        }
        int tail = 0;
        while (tail < Math.min(there.size(), made.size()) - head
                && there.get(there.size() - 1 - tail).equals(made.get(made.size() - 1 - tail))) {
            tail++;
        }
        middle(there.subList(head, there.size() - tail), made.subList(head, made.size() - tail));
        there.subList(there.size() - tail, there.size()).forEach(line -> script.add(" " + line));
    }

    /** By the longest common subsequence. */
    private void middle(List<String> a, List<String> b) {
        if ((long) a.size() * b.size() > MOST_CELLS) {
            a.forEach(line -> script.add("-" + line));
            b.forEach(line -> script.add("+" + line));
            return;
        }
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                script.add(" " + a.get(i++));
                j++;
            } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
                script.add("-" + a.get(i++));
            } else {
                script.add("+" + b.get(j++));
            }
        }
    }

    private List<String> hunks() {
        var out = new ArrayList<String>();
        int at = 0;
        while (at < script.size()) {
            int change = next(at);
            if (change == script.size()) {
                break;
            }
            int from = Math.max(at, change - CONTEXT);
            int to = change;
            for (int next = change; next < script.size() && next - to <= 2 * CONTEXT; next = next(next + 1)) {
                to = next;
            }
            int end = Math.min(script.size(), to + CONTEXT + 1);
            out.add(heading(from, end));
            out.addAll(script.subList(from, end));
            at = end;
        }
        return out;
    }

    /** The next line of the script that isn't common. */
    private int next(int from) {
        int at = from;
        while (at < script.size() && script.get(at).charAt(0) == ' ') {
            at++;
        }
        return at;
    }

    private String heading(int from, int end) {
        return "@@ -" + range(from, end, '+') + " +" + range(from, end, '-') + " @@";
    }

    private String range(int from, int end, char without) {
        long before = script.subList(0, from).stream()
                .filter(line -> line.charAt(0) != without)
                .count();
        long lines = script.subList(from, end).stream()
                .filter(line -> line.charAt(0) != without)
                .count();
        return (lines == 0 ? before : before + 1) + "," + lines;
    }
}

package io.onedag.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table: columns two spaces apart, under their headings. Not thread-safe. */
public final class Table {

    private static final String GAP = "  ";

    /** How a column's cells stand. */
    public enum Align {
        /** At the left, for text. */
        LEFT,
        /** At the right, for numbers. */
        RIGHT
    }

    private record Column(String heading, Align align) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    /** Adds a column of text. */
    public Table column(String heading) {
        return column(heading, Align.LEFT);
    }

    /** Adds a column. */
    public Table column(String heading, Align align) {
        columns.add(new Column(heading, align));
        return this;
    }

    /** Adds a row, a cell for each column. */
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(cells);
        return this;
    }

    /** Whether there are no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * Writes it. Columns without any text are left out.
     *
     * @param indent what begins each line
     * @param width the columns of the terminal, to which the last column is cut; 0: as wide as it gets
     */
    public void print(PrintStream to, Style style, String indent, int width) {
        lines(style, indent, width).forEach(to::println);
    }

    /** Its lines, the headings first. */
    public List<String> lines(Style style, String indent, int width) {
        int[] widths = new int[columns.size()];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], Text.width(row[i]));
            }
        }
        int last = -1;
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] > 0) {
                widths[i] = Math.max(widths[i], Text.width(columns.get(i).heading()));
                last = i;
            }
        }
        if (last < 0) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        String[] headings = columns.stream().map(Column::heading).toArray(String[]::new);
        lines.add(style.dim(line(headings, widths, last, indent, width)));
        for (String[] row : rows) {
            lines.add(line(row, widths, last, indent, width));
        }
        return lines;
    }

    private String line(String[] cells, int[] widths, int last, String indent, int width) {
        var line = new StringBuilder(indent);
        for (int i = 0; i <= last; i++) {
            if (widths[i] == 0) {
                continue;
            }
            if (columns.get(i).align() == Align.RIGHT) {
                line.append(Text.padLeft(cells[i], widths[i]));
            } else {
                line.append(i == last ? cells[i] : Text.padRight(cells[i], widths[i]));
            }
            if (i < last) {
                line.append(GAP);
            }
        }
        String whole = line.toString().stripTrailing();
        return width > 0 ? Text.fit(whole, width) : whole;
    }

    @Override
    public String toString() {
        return "table " + columns + " " + rows.stream().map(Arrays::toString).toList();
    }
}

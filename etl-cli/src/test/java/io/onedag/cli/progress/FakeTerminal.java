package io.onedag.cli.progress;

import io.onedag.cli.terminal.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A terminal that understands what a {@link io.onedag.cli.terminal.Screen} writes, and refuses all else. */
final class FakeTerminal implements Terminal {

    private final int columns;
    private final int rows;
    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean cursor = true;

    FakeTerminal(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    PrintStream stream() {
        return new PrintStream(
                new OutputStream() {
                    private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

                    @Override
                    public void write(int b) {
                        bytes.write(b);
                    }

                    @Override
                    public void flush() {
                        take(bytes.toString(StandardCharsets.UTF_8));
                        bytes.reset();
                    }
                },
                false,
                StandardCharsets.UTF_8);
    }

    /** What is to be seen, scrolled away or not, without trailing spaces. */
    synchronized List<String> seen() {
        return lines.stream()
                .map(line -> line.toString().stripTrailing())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    synchronized boolean showsCursor() {
        return cursor;
    }

    private synchronized void take(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u001b') {
                int end = i + 2;
                while (!Character.isLetter(text.charAt(end))) {
                    end++;
                }
                command(text.substring(i + 2, end), text.charAt(end));
                i = end;
            } else if (c == '\n') {
                row++;
                column = 0;
                while (lines.size() <= row) {
                    lines.add(new StringBuilder());
                }
            } else if (c == '\r') {
                column = 0;
            } else {
                put(c);
            }
        }
    }

    private void put(char c) {
        StringBuilder line = lines.get(row);
        while (line.length() <= column) {
            line.append(' ');
        }
        line.setCharAt(column++, c);
    }

    private void command(String parameters, char name) {
        switch (name) {
            case 'A' -> row -= Integer.parseInt(parameters);
            case 'J' -> {
                lines.get(row).setLength(Math.min(lines.get(row).length(), column));
                lines.subList(row + 1, lines.size()).clear();
            }
            case 'K' -> lines.get(row).setLength(Math.min(lines.get(row).length(), column));
            case 'l' -> cursor = false;
            case 'h' -> cursor = true;
            case 'm' -> {}
            default -> throw new IllegalArgumentException("ESC [" + parameters + name);
        }
    }

    @Override
    public boolean outIsTerminal() {
        return true;
    }

    @Override
    public boolean errIsTerminal() {
        return true;
    }

    @Override
    public Size size() {
        return new Size(columns, rows);
    }
}

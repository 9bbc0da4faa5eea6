package io.onedag.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Turns samples of paired rounds into Markdown tables: the medians, and every round.
 *
 * <p>A sample is a line {@code row TAB round TAB contender TAB value}. The first contender is compared with each of the others by the
 * median of the rounds' ratios: what slows the machine down in a round slows down both. A goal stands or falls by that figure.
 */
final class Report {

    /** The values of one round by contender. */
    private record Round(Map<String, Double> values) {

        double ratio(String own, String other) {
            return values.get(own) / values.get(other);
        }
    }

    private final Map<String, SortedMap<Integer, Round>> rows = new LinkedHashMap<>();
    private final List<String> contenders;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Report(List<String> contenders) {
        this.contenders = contenders;
    }

    /** {@code CONTENDER OTHER…}: reads samples from standard input. */
    public static void main(String[] args) throws IOException {
        var report = new Report(List.of(args));
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            in.lines().forEach(report::add);
        }
        report.print();
    }

    /** Prints a sample. */
    static void sample(String row, int round, String contender, double value) {
        System.out.printf(Locale.ROOT, "%s\t%d\t%s\t%.4f%n", row, round, contender, value);
    }

    private void add(String sample) {
        String[] cells = sample.split("\t");
        rows.computeIfAbsent(cells[0], row -> new TreeMap<>())
                .computeIfAbsent(Integer.valueOf(cells[1]), round -> new Round(new LinkedHashMap<>()))
                .values()
                .put(cells[2], Double.valueOf(cells[3]));
    }

    private void print() {
        List<String> others = contenders.subList(1, contenders.size());
        var head = new ArrayList<>(List.of("median"));
        head.addAll(contenders);
        others.forEach(other -> head.add("ratio to " + other));
        head(head);
        rows.forEach((row, rounds) -> {
            var cells = new ArrayList<>(List.of(row));
            contenders.forEach(each ->
                    cells.add(figure(median(rounds, round -> round.values().get(each)))));
            others.forEach(other ->
                    cells.add("**" + figure(median(rounds, round -> round.ratio(contenders.get(0), other))) + "**"));
            line(cells);
        });
        out.println();

        var numbers = new ArrayList<>(List.of("every round", ""));
        rows.values().iterator().next().keySet().forEach(round -> numbers.add(String.valueOf(round)));
        head(numbers);
        rows.forEach((row, rounds) -> {
            contenders.forEach(
                    each -> all(row, each, rounds, round -> round.values().get(each)));
            others.forEach(
                    other -> all(row, "ratio to " + other, rounds, round -> round.ratio(contenders.get(0), other)));
        });
    }

    private void all(String row, String what, SortedMap<Integer, Round> rounds, ToDoubleFunction<Round> value) {
        var cells = new ArrayList<>(List.of(row, what));
        rounds.values().forEach(round -> cells.add(figure(value.applyAsDouble(round))));
        line(cells);
    }

    private static double median(SortedMap<Integer, Round> rounds, ToDoubleFunction<Round> value) {
        double[] sorted = rounds.values().stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private void head(List<String> cells) {
        line(cells);
        out.println("|---|" + "--:|".repeat(cells.size() - 1));
    }

    private void line(List<String> cells) {
        out.println("| " + String.join(" | ", cells) + " |");
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}

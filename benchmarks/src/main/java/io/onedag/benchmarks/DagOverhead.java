package io.onedag.benchmarks;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures what it costs to run one task of a DAG whose tasks do nothing, in paired rounds: in each round every contender runs in turn,
 * so that what slows the machine down slows them all.
 *
 * <p>Prints a {@linkplain Report sample} in each round for each contender: microseconds per task, the median of five runs.
 */
final class DagOverhead {

    private static final int RUNS = 5;
    private static final int WARM_UP_TASKS = 600_000;

    private final int[][] upstreams;
    private final LongAdder count = new LongAdder();
    private final List<Contender> contenders;
    private final List<Runnable> prepared;

    private DagOverhead(int[][] upstreams, int threads, List<Contender> contenders) {
        this.upstreams = upstreams;
        this.contenders = contenders;
        this.prepared = contenders.stream()
                .map(each -> each.prepare(upstreams, count::increment, threads))
                .toList();
    }

    /** {@code SHAPE TASKS THREADS ROUNDS CONTENDER…}. */
    public static void main(String[] args) {
        var shape = Shape.named(args[0]);
        int tasks = Integer.parseInt(args[1]);
        int threads = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        List<String> names = List.of(args).subList(4, args.length);
        var known = List.of(
                OnedagGraph.unheard(),
                OnedagGraph.heard(),
                OnedagGraph.measured(),
                new ForkJoinGraph(),
                new CompletableFutureGraph());
        List<Contender> contenders = names.stream()
                .flatMap(name -> known.stream().filter(each -> each.name().equals(name)))
                .toList();
        String row = String.format(Locale.ROOT, "%s %,d", shape, tasks);
        new DagOverhead(shape.upstreams(tasks), threads, contenders).measure(row, rounds);
    }

    private void measure(String row, int rounds) {
        for (Runnable each : prepared) {
            for (int tasks = 0; tasks < WARM_UP_TASKS; tasks += upstreams.length) {
                microsPerTask(each);
            }
        }
        for (int round = 1; round <= rounds; round++) {
            var turn = new java.util.ArrayList<>(contenders);
            Collections.rotate(turn, round);
            for (Contender contender : turn) {
                System.gc(); // nobody pays for another's garbage
                Runnable run = prepared.get(contenders.indexOf(contender));
                double[] times = new double[RUNS];
                for (int i = 0; i < RUNS; i++) {
                    times[i] = microsPerTask(run);
                }
                Arrays.sort(times);
                Report.sample(row, round, contender.name(), times[RUNS / 2]);
            }
        }
    }

    private double microsPerTask(Runnable run) {
        count.reset();
        long from = System.nanoTime();
        run.run();
        long to = System.nanoTime();
        if (count.sum() != upstreams.length) {
            throw new IllegalStateException("ran " + count.sum() + " tasks of " + upstreams.length);
        }
        return (to - from) / 1e3 / upstreams.length;
    }
}

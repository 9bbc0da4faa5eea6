package io.onedag.benchmarks;

import java.util.BitSet;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** A shape of DAG. Tasks are numbered in an order that respects every edge. */
enum Shape {
    /** Each task needs the one before. */
    CHAIN {
        @Override
        int[] upstreams(int task, int tasks, Random random) {
            return task == 0 ? NONE : new int[] {task - 1};
        }
    },

    /** One task, then all others at once, then one that needs them all. */
    FAN {
        @Override
        int[] upstreams(int task, int tasks, Random random) {
            if (task == 0) {
                return NONE;
            }
            return task < tasks - 1
                    ? new int[] {0}
                    : IntStream.range(1, tasks - 1).toArray();
        }
    },

    /** Layers of {@value #LAYER} tasks; each task needs three tasks of the layer before, chosen at random. */
    LAYERED {
        @Override
        int[] upstreams(int task, int tasks, Random random) {
            int before = (task / LAYER - 1) * LAYER;
            if (before < 0) {
                return NONE;
            }
            var chosen = new BitSet();
            while (chosen.cardinality() < 3) {
                chosen.set(before + random.nextInt(LAYER));
            }
            return chosen.stream().toArray();
        }
    };

    private static final int LAYER = 100;
    private static final int[] NONE = {};

    abstract int[] upstreams(int task, int tasks, Random random);

    /** The upstreams of each of so many tasks; the same ones every time. */
    int[][] upstreams(int tasks) {
        var random = new Random(1);
        return IntStream.range(0, tasks)
                .mapToObj(task -> upstreams(task, tasks, random))
                .toArray(int[][]::new);
    }

    static Shape named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

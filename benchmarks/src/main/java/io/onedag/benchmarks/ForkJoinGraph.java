package io.onedag.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * A countdown for each task on a {@link ForkJoinPool}: who ends a task's last upstream forks the task, or goes on with it. No states,
 * no rules, no failures, no cancellation, no limits: about as little as can be done.
 */
final class ForkJoinGraph implements Contender {

    @Override
    public String name() {
        return "ForkJoin";
    }

    @Override
    public Runnable prepare(int[][] upstreams, Runnable body, int threads) {
        int[][] successors = successors(upstreams);
        return () -> new Run(upstreams, successors, body).on(threads);
    }

    private static int[][] successors(int[][] upstreams) {
        int[] degree = new int[upstreams.length];
        for (int[] needs : upstreams) {
            for (int need : needs) {
                degree[need]++;
            }
        }
        int[][] successors = IntStream.of(degree).mapToObj(int[]::new).toArray(int[][]::new);
        for (int task = 0; task < upstreams.length; task++) {
            for (int need : upstreams[task]) {
                successors[need][--degree[need]] = task;
            }
        }
        return successors;
    }

    private static final class Run {
        private final int[][] successors;
        private final Runnable body;
        private final AtomicIntegerArray waitsFor;
        private final AtomicInteger left;
        private final CountDownLatch end = new CountDownLatch(1);

        Run(int[][] upstreams, int[][] successors, Runnable body) {
            this.successors = successors;
            this.body = body;
            this.waitsFor = new AtomicIntegerArray(upstreams.length);
            this.left = new AtomicInteger(upstreams.length);
            for (int task = 0; task < upstreams.length; task++) {
                waitsFor.setPlain(task, upstreams[task].length);
            }
        }

        void on(int threads) {
            int[] roots = IntStream.range(0, successors.length)
                    .filter(task -> waitsFor.get(task) == 0)
                    .toArray();
            var pool = new ForkJoinPool(threads);
            for (int root : roots) {
                pool.execute(new Step(root));
            }
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                pool.shutdown();
            }
        }

        private final class Step extends RecursiveAction {
            private static final long serialVersionUID = 1;
            private final int first;

            Step(int first) {
                this.first = first;
            }

            @Override
            protected void compute() {
                int next;
                for (int task = first; task >= 0; task = next) {
                    body.run();
                    next = -1;
                    for (int successor : successors[task]) {
                        if (waitsFor.decrementAndGet(successor) > 0) {
                            continue;
                        }
                        if (next < 0) {
                            next = successor;
                        } else {
                            new Step(successor).fork();
                        }
                    }
                    if (left.decrementAndGet() == 0) {
                        end.countDown();
                    }
                }
            }
        }
    }
}

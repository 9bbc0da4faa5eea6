package io.onedag.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** A future for each task, composed of its upstreams' futures: what one writes by hand in a few lines. */
final class CompletableFutureGraph implements Contender {

    @Override
    public String name() {
        return "CompletableFuture";
    }

    @Override
    public Runnable prepare(int[][] upstreams, Runnable body, int threads) {
        return () -> run(upstreams, body, threads);
    }

    private static void run(int[][] upstreams, Runnable body, int threads) {
        var pool = new ForkJoinPool(threads);
        var tasks = new CompletableFuture<?>[upstreams.length];
        for (int task = 0; task < tasks.length; task++) {
            int[] needs = upstreams[task];
            tasks[task] = switch (needs.length) {
                case 0 -> CompletableFuture.runAsync(body, pool);
                case 1 -> tasks[needs[0]].thenRunAsync(body, pool);
                default ->
                    CompletableFuture.allOf(IntStream.of(needs)
                                    .mapToObj(need -> tasks[need])
                                    .toArray(CompletableFuture<?>[]::new))
                            .thenRunAsync(body, pool);
            };
        }
        CompletableFuture.allOf(tasks).join();
        pool.shutdown();
    }
}

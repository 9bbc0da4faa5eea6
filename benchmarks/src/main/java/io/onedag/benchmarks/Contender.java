package io.onedag.benchmarks;

/** A way to run a DAG in parallel. */
interface Contender {

    /** Its name in the tables. */
    String name();

    /**
     * Does all that needs to be done once for a DAG.
     *
     * @param upstreams the upstreams of each task
     * @param body what each task does
     * @return runs the whole DAG once, on so many threads, and returns when it has ended; may be called again
     */
    Runnable prepare(int[][] upstreams, Runnable body, int threads);
}

package io.onedag.engine;

/** What became of asking for a run with a key. */
public sealed interface Opening {

    /** The run as the store has it now. */
    RunRecord run();

    /** A new run, {@code QUEUED}, ours to advance. */
    record Created(RunRecord run, RunLease lease) implements Opening {}

    /** An unfinished run whose driver is dead, as it was then; now ours to advance. */
    record TakenOver(RunRecord run, RunLease lease) implements Opening {}

    /** An unfinished run that another process advances, or one driven from outside. */
    record Live(RunRecord run) implements Opening {}

    /** A run that has ended. */
    record Finished(RunRecord run) implements Opening {}

    /** The key belongs to a run with other parameters. */
    record OtherParams(RunRecord run) implements Opening {}
}

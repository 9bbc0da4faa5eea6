package io.onedag.testkit.conformance;

/** What can be done with a run besides starting it, waiting for its end and reading it back. An engine may lack some. */
public enum Operation {
    /** Starting a run with a key of its own. */
    RUN_KEY("give a run a key"),
    /** Starting a run for an interval. */
    INTERVAL("start a run for an interval"),
    /** Starting a second run of a pipeline while one is under way. */
    SEVERAL_RUNS("have several runs of a scenario"),
    /** Starting a key again. */
    START_AGAIN("start a key again"),
    /** Starting a run in test mode. */
    TEST_MODE("start a run in test mode"),
    /** Cancelling a run. */
    CANCEL("cancel a run"),
    /** Resuming a run. */
    RESUME("resume a run"),
    /** Running a task of a run again, and all after it. */
    RERUN("run a task of a run again"),
    /** Going on with a run after its pipeline was changed. */
    CHANGED_DEFINITION("go on with a run of a pipeline that was changed"),
    /** Killing the process that advances a run. */
    KILL_DRIVER("kill the process that advances a run"),
    /** Reading a run back while it is under way. */
    READ_WHILE_RUNNING("read a run while it is under way");

    private final String meaning;

    Operation(String meaning) {
        this.meaning = meaning;
    }

    /** What it is, in a few words. */
    public String meaning() {
        return meaning;
    }
}

package io.onedag.cli.progress;

import io.onedag.engine.RunListener;

/** Shows a run while it runs. Thread-safe. */
public interface Progress extends RunListener, AutoCloseable {

    /** Says something of the command's own, above the tasks. */
    void say(String line);

    /** Ends the showing; what follows is written below it. */
    @Override
    void close();
}

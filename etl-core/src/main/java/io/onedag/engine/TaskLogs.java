package io.onedag.engine;

import org.slf4j.event.Level;

/** Keeps what the attempts of one run log. Thread-safe; returns at once, whatever becomes of the lines, and throws nothing. */
@FunctionalInterface
public interface TaskLogs {

    /** Keeps nothing. */
    TaskLogs NONE = new TaskLogs() {
        @Override
        public Log open(RunListener.TaskEvent attempt, long generation) {
            return Log.NONE;
        }
    };

    /**
     * The log of an attempt. Opened at its first line: an attempt that logs nothing has none.
     *
     * @param generation the task run's generation in this attempt
     */
    Log open(RunListener.TaskEvent attempt, long generation);

    /** The log of one attempt. */
    interface Log {

        /** Keeps nothing. */
        Log NONE = new Log() {
            @Override
            public void write(Level level, String message) {}

            @Override
            public void end() {}
        };

        /** The attempt logged a message, of one line or several. Secrets are masked. */
        void write(Level level, String message);

        /** The attempt has ended: what it logged is to reach the store soon. A thread that it left behind may still write. */
        void end();
    }
}

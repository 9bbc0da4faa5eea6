package io.onedag.cli;

import io.onedag.child.Application;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;

/** This process, as a store registers it. */
final class Processes {

    private Processes() {}

    /** This start of this process. */
    static ProcessInfo current() {
        Application application = Application.current();
        return ProcessInfo.current(RunIds.next(), application.name(), application.version());
    }
}

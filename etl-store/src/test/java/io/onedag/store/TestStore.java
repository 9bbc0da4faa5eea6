package io.onedag.store;

import io.onedag.engine.RunStore;
import java.nio.file.Path;
import java.util.Map;

/** A store for one test, and what a test needs besides. */
public interface TestStore extends AutoCloseable {

    /** The store. */
    RunStore store();

    /** The store as another process has it. */
    RunStore elsewhere();

    /** More time than a lease lasts passes: whoever doesn't beat now is dead. */
    void outlastLeases();

    /** Whether it is on a database. */
    boolean isSql();

    /** Settings that open it again. */
    Map<String, String> settings();

    /** Where an embedded store's folder is. */
    Path folder();

    /** How many connections to its database are open. */
    int openConnections();

    @Override
    void close();
}

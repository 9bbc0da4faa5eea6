package io.onedag.testkit;

/** Where the runs of a test are on record. */
public enum TestStore {
    /** In memory: fast, and without a database for tasks. The default. */
    MEMORY,
    /**
     * The embedded database in the test's home folder, as {@code onedag run} has it by default: tasks get connections and Hibernate
     * sessions, {@code effect: transactional} works. Needs {@code etl-store} on the class path, which {@code etl-cli} brings.
     */
    EMBEDDED
}

package io.onedag.cli.logging;

import io.onedag.log.EventLog;

/** Warnings alone are logged, unless system properties say otherwise. Loads nothing of a logging framework. */
public final class QuietLogging {

    private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

    /** Settings of slf4j-simple, the provider in the runnable jar; another provider has its own. */
    private static final String SIMPLE_LOGGER = "org.slf4j.simpleLogger.";

    /** Hibernate would write to java.util.logging, which nobody here sets up. */
    private static final String HIBERNATES_LOGGING = "org.jboss.logging.provider";

    private QuietLogging() {}

    /** To be called before anything logs. */
    public static void preset() {
        // An application without a logging provider is fine; SLF4J would say so before each command's output.
        preset(SLF4J_VERBOSITY, "ERROR");
        preset(SIMPLE_LOGGER + "defaultLogLevel", "warn");
        preset(SIMPLE_LOGGER + "showThreadName", "false");
        // The command shows them itself.
        preset(SIMPLE_LOGGER + "log." + EventLog.EVENTS, "off");
        preset(SIMPLE_LOGGER + "log.io.onedag.task", "off");
        preset(HIBERNATES_LOGGING, "slf4j");
    }

    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}

package io.onedag.conformance.airflow;

import io.onedag.conformance.Engines;
import java.nio.file.Path;

/**
 * A release of Airflow.
 *
 * @param text like {@code 3.3.2}
 */
public record AirflowVersion(String text) {

    /** The property that chooses the version that tests run on. */
    public static final String PROPERTY = "onedag.airflow";

    private static final String DEFAULT = "3.3.2";

    public AirflowVersion {
        if (!text.matches("[23]\\.\\d+\\.\\d+")) {
            throw new IllegalArgumentException("'" + text
                    + "' is no version of Airflow 2 or 3, like 3.3.2; the property " + PROPERTY + " chooses one");
        }
    }

    /** The one that this run of the tests is about: the property {@code onedag.airflow}, by default 3.3.2. */
    public static AirflowVersion chosen() {
        return new AirflowVersion(System.getProperty(PROPERTY, DEFAULT));
    }

    public boolean isAirflow2() {
        return text.startsWith("2.");
    }

    /** The folder of its environment; where it is not installed the test is skipped, or fails with {@code CI=true}. */
    public Path require() {
        return Engines.require("airflow-" + text);
    }

    @Override
    public String toString() {
        return text;
    }
}

/**
 * A real Airflow for tests: starts one, of any version that is installed, and does to it what a person does by its buttons.
 *
 * <p>{@link io.onedag.conformance.airflow.AirflowServer} is the way in. Tests on it have the tag {@code airflow} and run on {@link
 * io.onedag.conformance.airflow.AirflowVersion#chosen()}; those with the tag {@code every-version} besides also run on the versions in between.
 */
@NullMarked
package io.onedag.conformance.airflow;

import org.jspecify.annotations.NullMarked;

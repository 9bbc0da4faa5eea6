/** The examples on a real Airflow and locally, side by side. */
@org.jspecify.annotations.NullMarked
package io.onedag.conformance.airflow.examples;

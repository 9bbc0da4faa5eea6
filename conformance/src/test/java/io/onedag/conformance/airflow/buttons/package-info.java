/** What people and accidents do to runs on a real Airflow, and what is left of them on our record. */
@org.jspecify.annotations.NullMarked
package io.onedag.conformance.airflow.buttons;

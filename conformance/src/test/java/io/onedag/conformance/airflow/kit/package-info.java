/** The conformance kit on a real Airflow. */
@org.jspecify.annotations.NullMarked
package io.onedag.conformance.airflow.kit;

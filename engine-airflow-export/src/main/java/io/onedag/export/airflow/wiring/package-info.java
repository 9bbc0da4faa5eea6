/** A pipeline as a graph that Airflow decides as the pipeline does: tasks, gates, and what they are called. */
@NullMarked
package io.onedag.export.airflow.wiring;

import org.jspecify.annotations.NullMarked;

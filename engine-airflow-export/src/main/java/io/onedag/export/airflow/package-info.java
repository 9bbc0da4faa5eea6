/** Writes pipelines as Airflow DAG files that call the team's jar. */
@NullMarked
package io.onedag.export.airflow;

import org.jspecify.annotations.NullMarked;

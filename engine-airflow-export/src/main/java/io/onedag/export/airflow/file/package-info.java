/** The text of a DAG file, and of the module that such files import. */
@NullMarked
package io.onedag.export.airflow.file;

import org.jspecify.annotations.NullMarked;

/** Runs a pipeline in parallel within one process. */
@NullMarked
package io.onedag.local;

import org.jspecify.annotations.NullMarked;

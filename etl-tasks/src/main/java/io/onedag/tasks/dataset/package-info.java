/** Rows at rest between tasks, see {@link io.onedag.Dataset}. */
@org.jspecify.annotations.NullMarked
package io.onedag.tasks.dataset;

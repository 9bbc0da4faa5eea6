/**
 * What a user imports: the pipeline model, its builders, and what a task meets when it runs.
 */
@org.jspecify.annotations.NullMarked
package io.onedag;

/** Decides what may start, what will never start and how a run ends. No clock, no I/O. */
@org.jspecify.annotations.NullMarked
package io.onedag.plan;

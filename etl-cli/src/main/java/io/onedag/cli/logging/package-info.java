/** Logs of runs: as JSON lines on standard error, and out of the store. */
@org.jspecify.annotations.NullMarked
package io.onedag.cli.logging;

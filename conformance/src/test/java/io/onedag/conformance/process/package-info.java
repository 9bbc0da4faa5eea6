/** Processes that a test starts, watches and ends. */
@NullMarked
package io.onedag.conformance.process;

import org.jspecify.annotations.NullMarked;

/** The kit's own task: does what its settings say, and keeps a journal of what it did. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.conformance.probe;

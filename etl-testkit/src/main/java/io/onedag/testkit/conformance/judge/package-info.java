/** Runs scenarios and judges what was seen. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.conformance.judge;

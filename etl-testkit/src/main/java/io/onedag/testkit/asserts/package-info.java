/** Assertions about runs, task runs and attempts, in the words of the field. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.asserts;

/** Engines that run within a process of ours, on a run store, as the conformance kit sees them. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.conformance.own;

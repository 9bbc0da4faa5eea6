/** Runs one attempt of one task: inputs, timeout, cancellation, output, resources. Every engine runs its attempts here. */
@org.jspecify.annotations.NullMarked
package io.onedag.attempt;

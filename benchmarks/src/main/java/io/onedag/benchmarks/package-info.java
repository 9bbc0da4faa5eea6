/** Measures the plan, the attempt and the local engine. */
@NullMarked
package io.onedag.benchmarks;

import org.jspecify.annotations.NullMarked;

/** Starts, continues, repeats and cancels runs: what stands between a request and an engine, alike for all of them. */
@org.jspecify.annotations.NullMarked
package io.onedag.run;

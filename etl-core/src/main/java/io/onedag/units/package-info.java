/** Durations and sizes as definitions write them. */
@org.jspecify.annotations.NullMarked
package io.onedag.units;

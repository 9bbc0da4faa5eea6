/** Judges what is exported on the real engines. */
@NullMarked
package io.onedag.conformance;

import org.jspecify.annotations.NullMarked;

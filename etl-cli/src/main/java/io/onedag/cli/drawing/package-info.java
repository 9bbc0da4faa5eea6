/** Draws a pipeline's graph as text. */
@NullMarked
package io.onedag.cli.drawing;

import org.jspecify.annotations.NullMarked;

/** Where the boxes and lines of a graph go. Knows sizes, not what is drawn. */
@NullMarked
package io.onedag.cli.drawing.layout;

import org.jspecify.annotations.NullMarked;

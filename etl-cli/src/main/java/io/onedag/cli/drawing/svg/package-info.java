/** Pictures of pipelines and runs as SVG: legible on light and dark, without a program to view them in. */
@NullMarked
package io.onedag.cli.drawing.svg;

import org.jspecify.annotations.NullMarked;

/** The project that {@code onedag init} writes: its names, its files. */
@org.jspecify.annotations.NullMarked
package io.onedag.cli.init;

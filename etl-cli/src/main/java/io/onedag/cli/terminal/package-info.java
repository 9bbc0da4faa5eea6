/** What the command knows of the terminal, and how it writes for people. */
@NullMarked
package io.onedag.cli.terminal;

import org.jspecify.annotations.NullMarked;

/** The onedag command, and the runnable jar that contains all of it. */
@NullMarked
package io.onedag.cli;

import org.jspecify.annotations.NullMarked;

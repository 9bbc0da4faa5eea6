/** Shows a run while it runs. */
@NullMarked
package io.onedag.cli.progress;

import org.jspecify.annotations.NullMarked;

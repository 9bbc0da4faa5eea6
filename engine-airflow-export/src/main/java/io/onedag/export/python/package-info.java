/** What every generated Python file shares: literals and names. */
@NullMarked
package io.onedag.export.python;

import org.jspecify.annotations.NullMarked;

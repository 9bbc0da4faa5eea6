/** Ready-made tasks: shell commands, CSV files, SQL statements and upserts. */
@NullMarked
package io.onedag.tasks;

import org.jspecify.annotations.NullMarked;

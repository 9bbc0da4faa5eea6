/** Where the command's settings come from: defaults, .env, environment, flags. */
@NullMarked
package io.onedag.cli.settings;

import org.jspecify.annotations.NullMarked;

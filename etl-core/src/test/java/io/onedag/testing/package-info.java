/** What the tests of this module share. */
@NullMarked
package io.onedag.testing;

import org.jspecify.annotations.NullMarked;

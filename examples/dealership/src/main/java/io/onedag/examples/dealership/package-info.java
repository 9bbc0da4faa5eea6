/** A car dealership: purchases, customers and disputes, loaded incrementally. */
@NullMarked
package io.onedag.examples.dealership;

import org.jspecify.annotations.NullMarked;

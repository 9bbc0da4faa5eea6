/** The tables that the dealership loads: entities, and what is asked of them. */
@NullMarked
package io.onedag.examples.dealership.tables;

import org.jspecify.annotations.NullMarked;

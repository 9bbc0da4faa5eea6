/** The pipeline model, its graph and plan, one task attempt, and the interfaces that engines, task types and stores implement. */
@NullMarked
package io.onedag;

import org.jspecify.annotations.NullMarked;

/** The steps of the pipeline that are the dealership's own. */
@NullMarked
package io.onedag.examples.dealership.task;

import org.jspecify.annotations.NullMarked;

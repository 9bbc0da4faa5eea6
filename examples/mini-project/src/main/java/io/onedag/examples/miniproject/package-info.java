/** The mini-project: a pipeline that shows all that a run leaves behind. */
@org.jspecify.annotations.NullMarked
package io.onedag.examples.miniproject;

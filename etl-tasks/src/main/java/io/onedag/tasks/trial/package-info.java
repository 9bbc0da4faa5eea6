/** Tasks that do nothing, for trials and as joints of a graph. */
@org.jspecify.annotations.NullMarked
package io.onedag.tasks.trial;

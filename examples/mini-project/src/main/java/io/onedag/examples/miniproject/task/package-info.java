/** What the pipeline does, step by step. */
@org.jspecify.annotations.NullMarked
package io.onedag.examples.miniproject.task;

/** CSV files: reading ugly ones, writing clean ones. */
@org.jspecify.annotations.NullMarked
package io.onedag.tasks.csv;

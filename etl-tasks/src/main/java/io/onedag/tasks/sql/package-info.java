/** Statements and upserts on SQL databases. */
@org.jspecify.annotations.NullMarked
package io.onedag.tasks.sql;

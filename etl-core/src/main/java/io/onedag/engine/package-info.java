/** The interfaces that engines, exporters, task types, pipeline sources and stores implement; found by ServiceLoader. */
@org.jspecify.annotations.NullMarked
package io.onedag.engine;

/** The graph of a pipeline on JGraphT: cycles, order, critical path. The only room that sees JGraphT. */
@org.jspecify.annotations.NullMarked
package io.onedag.graph;

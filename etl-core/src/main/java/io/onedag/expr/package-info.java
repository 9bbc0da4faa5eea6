/** The expressions of definitions: data substitution, no code. */
@org.jspecify.annotations.NullMarked
package io.onedag.expr;

/** A definition as a document: read from a tree of located values, written as JSON, hashed. */
@org.jspecify.annotations.NullMarked
package io.onedag.definition;

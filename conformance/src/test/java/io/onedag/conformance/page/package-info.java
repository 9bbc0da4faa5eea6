/** The page of capabilities, made from what the scenarios showed. */
@org.jspecify.annotations.NullMarked
package io.onedag.conformance.page;

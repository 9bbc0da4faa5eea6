/** The scenarios, in files by the family of rules that they show. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.conformance.scenarios;

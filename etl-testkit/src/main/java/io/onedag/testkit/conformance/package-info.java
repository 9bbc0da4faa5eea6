/** The conformance kit: the scenarios that every engine has to run alike. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.conformance;

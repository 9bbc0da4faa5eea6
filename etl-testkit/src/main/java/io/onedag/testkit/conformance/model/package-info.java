/** What a scenario is: pipelines, a script, and what is to be seen at its end. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.conformance.model;

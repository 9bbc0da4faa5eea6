/** Tests of pipelines as JUnit tests. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.junit;

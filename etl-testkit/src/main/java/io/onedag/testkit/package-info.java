/** Helpers for tests of pipelines. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit;

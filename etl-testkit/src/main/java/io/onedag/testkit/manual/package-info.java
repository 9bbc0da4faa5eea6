/** An engine that does what a test tells it to, one step at a time. */
@org.jspecify.annotations.NullMarked
package io.onedag.testkit.manual;

/** Where orders come from. */
@org.jspecify.annotations.NullMarked
package io.onedag.examples.miniproject.source;

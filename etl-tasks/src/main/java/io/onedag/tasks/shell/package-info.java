/** Commands of the operating system. */
@org.jspecify.annotations.NullMarked
package io.onedag.tasks.shell;

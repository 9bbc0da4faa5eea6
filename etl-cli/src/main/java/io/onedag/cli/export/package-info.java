/** The folder that an export goes to: what is there, what differs, and how it is written without ever being half written. */
@org.jspecify.annotations.NullMarked
package io.onedag.cli.export;

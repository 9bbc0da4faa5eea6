/** Tells of the ends of runs: what a notification says, and that it is sent without holding up anything. */
@org.jspecify.annotations.NullMarked
package io.onedag.notify;

/** Tells people and systems how a run ended: {@code webhook}, {@code slack}, {@code email}. */
@org.jspecify.annotations.NullMarked
package io.onedag.tasks.notify;

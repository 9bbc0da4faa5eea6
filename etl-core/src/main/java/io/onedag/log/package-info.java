/**
 * What is said of runs while they run: the events as log records, the keys that tell records of attempts apart, and the logs of attempts
 * on their way into the store.
 */
@org.jspecify.annotations.NullMarked
package io.onedag.log;

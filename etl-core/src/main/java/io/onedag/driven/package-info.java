/**
 * Runs that an engine outside drives (Airflow, for one), and that a process of ours sees one attempt of: the store follows what the
 * driver does, and each attempt's end decides what follows from it.
 */
@org.jspecify.annotations.NullMarked
package io.onedag.driven;

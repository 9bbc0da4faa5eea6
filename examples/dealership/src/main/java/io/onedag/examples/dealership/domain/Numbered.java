package io.onedag.examples.dealership.domain;

/**
 * What stands on a line of a file.
 *
 * @param line from 1; 0: it comes from no file
 * @param value what stands there
 */
public record Numbered<T>(long line, T value) {}

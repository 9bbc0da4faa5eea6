/** The rules, as functions of their input. */
@org.jspecify.annotations.NullMarked
package io.onedag.examples.miniproject.domain;

/** What is wrong with a machine, a set-up or an application's jar, and what to do about it. */
@org.jspecify.annotations.NullMarked
package io.onedag.cli.doctor;

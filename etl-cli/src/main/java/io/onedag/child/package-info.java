/**
 * One attempt as a child process, as engines that are not on the JVM start it: version 1 of the contract of docs/child-contract.md.
 *
 * <p>It is started often and lives briefly, so what every attempt passes through here loads few classes: no command parser, no YAML, no
 * graph library, no logging framework; and where a loop does, no lambda, since the first of each kind costs a class made at run time.
 */
@org.jspecify.annotations.NullMarked
package io.onedag.child;

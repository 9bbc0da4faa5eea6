/** The dealership's rules: sales, customers, disputes and the watermark. Plain values and pure functions, no file and no database. */
@org.jspecify.annotations.NullMarked
package io.onedag.examples.dealership.domain;

/** What runs measure, for Prometheus and StatsD. */
@org.jspecify.annotations.NullMarked
package io.onedag.metrics;

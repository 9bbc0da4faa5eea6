/** When a pipeline runs: cron, time zones, intervals and run keys. One calculator for every engine and command. */
@NullMarked
package io.onedag.schedule;

import org.jspecify.annotations.NullMarked;

/** Runs, task runs, attempts and leases on SQL: PostgreSQL, or an embedded database that needs no set-up. */
@NullMarked
package io.onedag.store;

import org.jspecify.annotations.NullMarked;

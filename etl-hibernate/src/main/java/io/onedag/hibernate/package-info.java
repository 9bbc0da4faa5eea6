/** The history and staging tables as entities, and a user's own entities within a task's transaction. */
@NullMarked
package io.onedag.hibernate;

import org.jspecify.annotations.NullMarked;

package io.onedag.store;

/** What a connection of a {@link SqlRunStore} is besides a {@link java.sql.Connection}: it knows where the store's own tables are. */
public interface StoreConnection {

    /** Onedag's schema; empty where the database has none. */
    String onedagSchema();
}

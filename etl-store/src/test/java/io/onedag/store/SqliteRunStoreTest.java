package io.onedag.store;

class SqliteRunStoreTest extends RunStoreContract {

    SqliteRunStoreTest() {
        super(TestStores.SQLITE);
    }
}

package io.onedag.store;

class PostgresRunStoreTest extends RunStoreContract {

    PostgresRunStoreTest() {
        super(TestStores.POSTGRESQL);
    }
}

package io.onedag.store;

class MemoryRunStoreTest extends RunStoreContract {

    MemoryRunStoreTest() {
        super(TestStores.MEMORY);
    }
}

package io.onedag.store;

class MemoryDrivenRunTest extends DrivenRunContract {

    MemoryDrivenRunTest() {
        super(TestStores.MEMORY);
    }
}

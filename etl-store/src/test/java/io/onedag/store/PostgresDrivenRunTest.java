package io.onedag.store;

class PostgresDrivenRunTest extends DrivenRunContract {

    PostgresDrivenRunTest() {
        super(TestStores.POSTGRESQL);
    }
}

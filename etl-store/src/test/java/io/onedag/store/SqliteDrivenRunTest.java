package io.onedag.store;

class SqliteDrivenRunTest extends DrivenRunContract {

    SqliteDrivenRunTest() {
        super(TestStores.SQLITE);
    }
}

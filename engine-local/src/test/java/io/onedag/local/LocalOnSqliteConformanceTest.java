package io.onedag.local;

import io.onedag.store.TestStore;
import io.onedag.store.TestStores;
import io.onedag.testkit.conformance.ConformanceTest;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.own.OwnEngine;
import io.onedag.testkit.conformance.own.StoreSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

class LocalOnSqliteConformanceTest extends ConformanceTest {

    private final LocalEngine engine = new LocalEngine();
    private final TestStore store = TestStores.SQLITE.open();

    @Override
    protected EngineUnderTest engine(Path root) {
        var reopen = new StoreSettings(store.settings(), store.folder());
        return new OwnEngine("local/sqlite", engine, store.store(), reopen, root);
    }

    @AfterEach
    void close() {
        engine.close();
        store.close();
    }
}

package io.onedag.local;

import io.onedag.engine.MemoryRunStore;
import io.onedag.testkit.conformance.ConformanceTest;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.own.OwnEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

class LocalOnMemoryConformanceTest extends ConformanceTest {

    private final LocalEngine engine = new LocalEngine();

    @Override
    protected EngineUnderTest engine(Path root) {
        return new OwnEngine("local/memory", engine, new MemoryRunStore(), null, root);
    }

    @AfterEach
    void close() {
        engine.close();
    }
}

package io.onedag.testkit.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** An engine's conformance test: one test for each scenario. */
public abstract class ConformanceTest {

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return Stream.empty();
    }
}

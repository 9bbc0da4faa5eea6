package io.onedag.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.engine.MemoryRunStore;
import io.onedag.testkit.conformance.ConformanceReport;
import io.onedag.testkit.conformance.ConformanceTest;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.Outcome;
import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.ScenarioResult;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.own.OwnEngine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A scenario that an engine spoils once is run again, alone; its second result counts. */
class SecondChanceTest extends ConformanceTest {

    private final AtomicInteger engines = new AtomicInteger();
    private final AtomicInteger starts = new AtomicInteger();

    @Override
    protected EngineUnderTest engine(Path root) {
        boolean spoils = engines.incrementAndGet() == 1;
        EngineUnderTest sound =
                new OwnEngine("local-second-chance", new LocalEngine(), new MemoryRunStore(), null, root);
        return (EngineUnderTest) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EngineUnderTest.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        starts.incrementAndGet();
                        if (spoils && ((Pipeline) arguments[0]).name().contains("diamond")) {
                            throw new EngineUnderTest.RefusedException("not at the first time");
                        }
                    }
                    try {
                        return method.invoke(sound, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    protected List<Scenario> scenarios(Pace pace) {
        return super.scenarios(pace).stream()
                .filter(scenario -> List.of("diamond", "single").contains(scenario.name()))
                .toList();
    }

    @Override
    protected int secondChances() {
        return 1;
    }

    @Override
    protected void finished(ConformanceReport results) {
        assertThat(results.results())
                .isNotEmpty()
                .extracting(ScenarioResult::outcome)
                .containsOnly(Outcome.EQUAL);
        assertThat(engines).hasValue(2);
        assertThat(starts).hasValue(results.results().size() + 1);
    }
}

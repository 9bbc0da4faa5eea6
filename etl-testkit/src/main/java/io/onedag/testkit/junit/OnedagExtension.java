package io.onedag.testkit.junit;

import io.onedag.engine.RunStore;
import io.onedag.testkit.TestBench;
import io.onedag.testkit.TestClock;
import io.onedag.testkit.TestStore;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests what they test pipelines with, as parameters of test methods and of {@code @BeforeEach} and {@code @AfterEach}
 * methods.
 *
 * <ul>
 *   <li>{@link TestBench}: testers, clock, home folder and store, the same in all methods of one test
 *   <li>{@link TestClock}, {@link RunStore}: those of the bench
 * </ul>
 *
 * <p>After each test it ends what is under way, closes the store and deletes the home folder. The store is in memory unless
 * {@link OnedagTest#store} says otherwise.
 */
public final class OnedagExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(OnedagExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return context.getTestMethod().isPresent()
                && (type == TestBench.class || type == TestClock.class || type == RunStore.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestBench bench = bench(context);
        Class<?> type = parameter.getParameter().getType();
        return type == TestBench.class ? bench : type == TestClock.class ? bench.clock() : bench.store();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestBench bench = context.getStore(NAMESPACE).remove(context.getUniqueId(), TestBench.class);
        if (bench != null) {
            bench.close();
        }
    }

    private static TestBench bench(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        TestBench known = store.get(context.getUniqueId(), TestBench.class);
        if (known == null) {
            known = TestBench.with(kind(context));
            store.put(context.getUniqueId(), known);
        }
        return known;
    }

    /** What the annotation of the method says, or that of its class, or of one around that. */
    private static TestStore kind(ExtensionContext context) {
        for (Optional<ExtensionContext> each = Optional.of(context);
                each.isPresent();
                each = each.get().getParent()) {
            Optional<OnedagTest> said = each.get().getElement().map(element -> element.getAnnotation(OnedagTest.class));
            if (said.isPresent()) {
                return said.get().store();
            }
        }
        return TestStore.MEMORY;
    }
}

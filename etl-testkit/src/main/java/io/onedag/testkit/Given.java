package io.onedag.testkit;

import io.onedag.Interval;
import io.onedag.TaskContext;
import io.onedag.engine.ResourceProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a test gives its runs besides the definition. */
final class Given {

    final Map<String, @Nullable Object> params = new LinkedHashMap<>();
    final Map<String, String> environment = new HashMap<>();
    final List<ResourceProvider<?>> resources = new ArrayList<>();

    @Nullable
    Interval interval;

    boolean testMode;
    long limit;

    Given() {}

    Given(Given other) {
        params.putAll(other.params);
        environment.putAll(other.environment);
        resources.addAll(other.resources);
        interval = other.interval;
        testMode = other.testMode;
        limit = other.limit;
    }

    /** Gives tasks a resource that the test keeps: nobody commits or closes it. */
    <T> void resource(Class<T> type, Supplier<? extends T> resource) {
        resources.add(new ResourceProvider<T>() {
            @Override
            public Class<T> type() {
                return type;
            }

            @Override
            public Handle<T> open(TaskContext context) {
                T opened = resource.get();
                return () -> opened;
            }
        });
    }
}

package io.onedag.child;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import io.onedag.engine.PipelineSource;
import java.util.Map;
import java.util.function.Supplier;

/** Declares pipelines, as a jar of an application does. */
public final class Source implements PipelineSource {

    /** Nobody is to call it. */
    public static void main(String[] args) {
        throw new AssertionError("called for a pipeline that is declared");
    }

    @Override
    public Map<String, Supplier<Pipeline>> pipelines() {
        return Map.of("declared", Source::declared, "broken", () -> {
            throw new AssertionError("nobody asked for this one");
        });
    }

    private static Pipeline declared() {
        return Pipeline.named("declared")
                .task("talk", context -> TaskResult.success("declared"))
                .task("long", context -> TaskResult.success("x".repeat(40_000)))
                .task("exit", context -> {
                    System.exit(0);
                    return TaskResult.success();
                })
                .build();
    }
}

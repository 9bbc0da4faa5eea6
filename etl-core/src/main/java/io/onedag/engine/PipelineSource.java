package io.onedag.engine;

import io.onedag.Pipeline;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Pipelines that a jar brings along, found by {@link java.util.ServiceLoader}. Names are known without building anything: a process
 * that needs one pipeline builds that one.
 */
@FunctionalInterface
public interface PipelineSource {

    /** The pipelines by name. */
    Map<String, Supplier<Pipeline>> pipelines();
}

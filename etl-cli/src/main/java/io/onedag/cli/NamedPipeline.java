package io.onedag.cli;

import io.onedag.Pipeline;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that an application passes to the command.
 *
 * @param name its name; null: known only once it is built
 * @param supplier builds it
 */
public record NamedPipeline(@Nullable String name, Supplier<Pipeline> supplier) {}

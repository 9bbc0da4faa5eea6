package io.onedag.testkit.conformance.model;

import io.onedag.engine.Support;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something that is to be seen, besides how task runs end. {@link Checks} has those that there are.
 *
 * @param description what, in a few words
 * @param kind whether it is about moments, or about what comes of a run
 * @param find what is otherwise; empty: nothing
 */
public record Check(String description, Support.Kind kind, Function<Evidence, Optional<String>> find) {}

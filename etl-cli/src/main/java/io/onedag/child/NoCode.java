package io.onedag.child;

import io.onedag.Task;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A definition file brings no Java code along. */
final class NoCode implements Function<String, @Nullable Task> {

    static final NoCode INSTANCE = new NoCode();

    private NoCode() {}

    @Override
    public @Nullable Task apply(String task) {
        return null;
    }
}

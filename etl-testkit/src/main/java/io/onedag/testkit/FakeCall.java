package io.onedag.testkit;

import io.onedag.RunInfo;
import io.onedag.TaskBody;
import io.onedag.TaskContext;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Scope;
import io.onedag.expr.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Fake} was called with.
 *
 * @param mapIndex the index of a mapped instance; -1: the task isn't mapped
 * @param round the round
 * @param attempt the number of the attempt within its round, from 1
 * @param item the element that a mapped instance works on, or null
 * @param params the run's parameters
 * @param inputs the outputs of the tasks it needs, by name
 * @param settings of a task of a registered type: its settings ({@code with} in YAML), expressions resolved; one whose expression has no
 *     value (a secret that this test doesn't set) as it is written
 * @param run the run
 */
public record FakeCall(
        int mapIndex,
        int round,
        int attempt,
        @Nullable Object item,
        Map<String, @Nullable Object> params,
        Map<String, @Nullable Object> inputs,
        Map<String, @Nullable Object> settings,
        RunInfo run) {

    static FakeCall of(TaskContext context, TaskBody replaced) {
        var inputs = new LinkedHashMap<String, @Nullable Object>();
        context.needs().forEach(task -> inputs.put(task, context.output(task)));
        var settings = new LinkedHashMap<String, @Nullable Object>();
        if (replaced instanceof TaskBody.Typed typed && context instanceof Scope scope) {
            typed.with().forEach((name, value) -> settings.put(name, resolved(value, scope)));
        }
        return new FakeCall(
                context.mapIndex(),
                context.round(),
                context.attempt(),
                context.item(),
                context.params(),
                Collections.unmodifiableMap(inputs),
                Collections.unmodifiableMap(settings),
                context.run());
    }

    private static @Nullable Object resolved(@Nullable Object value, Scope scope) {
        try {
            return Template.resolve(value, scope);
        } catch (ExpressionException e) {
            return value;
        }
    }
}

package io.onedag.attempt;

import io.onedag.RunInfo;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Reference;
import io.onedag.expr.Scope;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What expressions see of a run, whatever the task: its parameters and fields, the environment, secrets. Thread-safe. */
public final class RunExpressions implements Scope {

    private final RunInfo run;
    private final Map<String, String> environment;
    private final Secrets secrets;

    /**
     * Sees a run.
     *
     * @param environment variables for {@code ${env.X}} and {@code ${secret.X}}
     * @param masking hides each secret from when it is first asked for
     */
    public RunExpressions(RunInfo run, Map<String, String> environment, Masking masking) {
        this.run = run;
        this.environment = environment;
        this.secrets = new Secrets(environment, masking);
    }

    @Override
    public @Nullable Object value(Reference reference) {
        return switch (reference.kind()) {
            case PARAM -> {
                if (!run.params().containsKey(reference.name())) {
                    throw new ExpressionException("${" + reference.text() + "}: there is no such parameter");
                }
                yield run.params().get(reference.name());
            }
            case RUN -> field(reference);
            case ENV -> {
                String value = environment.get(reference.name());
                if (value == null) {
                    throw new ExpressionException("${" + reference.text()
                            + "} has no value: there is no environment variable " + reference.name());
                }
                yield value;
            }
            case SECRET -> secrets.value(reference.name());
            case TASK_OUTPUT, ITEM, ITEM_INDEX, ATTEMPT ->
                throw new ExpressionException("${" + reference.text() + "} has a value in a task only");
        };
    }

    private Object field(Reference reference) {
        return switch (reference.name()) {
            case "id" -> run.id().toString();
            case "key" -> run.key();
            default -> {
                var interval = run.interval();
                if (interval == null) {
                    throw new ExpressionException("${" + reference.text()
                            + "} has no value: this run covers no interval. Runs of the schedule and of a backfill do");
                }
                yield (reference.name().equals("interval_start") ? interval.start() : interval.end()).toString();
            }
        };
    }
}

package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Interval;
import io.onedag.RunInfo;
import io.onedag.engine.RunIds;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Template;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunExpressionsTest {

    private static final UUID ID = RunIds.next();

    private final Masking masking = new Masking();
    private final Map<String, @Nullable Object> params = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Interval interval;

    private @Nullable Object resolve(Object value) {
        var run = new RunInfo(ID, "nightly", interval, params, false, 0);
        return Template.resolve(value, new RunExpressions(run, environment, masking));
    }

    @Test
    void a_run_is_known_by_its_id_and_key() {
        assertThat(resolve("${run.id} ${run.key}")).isEqualTo(ID + " nightly");
    }

    @Test
    void a_parameter_keeps_its_type_also_when_it_is_null() {
        params.put("n", 7L);
        params.put("none", null);

        assertThat(resolve("${params.n}")).isEqualTo(7L);
        assertThat(resolve("${params.none}")).isNull();
    }

    @Test
    void a_run_that_covers_an_interval_knows_its_ends() {
        interval = new Interval(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z"));

        assertThat(resolve(List.of("${run.interval_start}", "${run.interval_end}")))
                .isEqualTo(List.of("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"));
    }

    @Test
    void secrets_and_variables_come_from_the_environment_and_secrets_alone_are_hidden() {
        environment.put("TOWN", "Köln");
        environment.put("TOKEN", "s3cr3t");

        assertThat(resolve("${env.TOWN} ${secret.TOKEN}")).isEqualTo("Köln s3cr3t");
        assertThat(masking.mask("Köln s3cr3t")).isEqualTo("Köln ***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${params.none}",
                "${run.interval_start}",
                "${env.NOT_SET}",
                "${tasks.a.output}",
                "${item}",
                "${item_index}",
                "${attempt}"
            })
    void what_has_no_value_is_an_error_that_names_it(String expression) {
        assertThatThrownBy(() -> resolve(expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessageStartingWith(expression);
    }
}

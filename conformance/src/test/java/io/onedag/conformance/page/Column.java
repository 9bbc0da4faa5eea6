package io.onedag.conformance.page;

import io.onedag.conformance.page.Results.Result;
import io.onedag.engine.Capability;
import io.onedag.engine.Support;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An engine on the page.
 *
 * @param title what it is called there
 * @param support what it says that it can do
 * @param results what the scenarios showed: several where it was judged on several stores; empty: it wasn't
 */
record Column(String title, Function<Capability, Support> support, List<Results> results) {

    private static final List<String> BEST_FIRST = List.of("equal", "approximate", "refused", "different");

    /** What a scenario showed: where it ran several times, the worst of it. */
    Map<String, Result> byScenario() {
        var all = new TreeMap<String, Result>();
        for (Results each : results) {
            each.byScenario()
                    .forEach((name, result) ->
                            all.merge(name, result, (one, other) -> rank(one) >= rank(other) ? one : other));
        }
        return all;
    }

    /** How many scenarios showed what: {@code 12 equal, 1 refused}. */
    String count(Predicate<Result> which) {
        var text = new StringBuilder();
        for (String outcome : BEST_FIRST) {
            long count = byScenario().values().stream()
                    .filter(which)
                    .filter(each -> each.outcome().equals(outcome))
                    .count();
            if (count > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(outcome);
            }
        }
        return text.toString();
    }

    private static int rank(Result result) {
        return BEST_FIRST.indexOf(result.outcome());
    }
}

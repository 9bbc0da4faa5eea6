package io.onedag.testkit.conformance.scenarios;

import io.onedag.testkit.conformance.model.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All scenarios, by family. A new one goes to the family whose rules it shows; a new family is added here. */
public final class Scenarios {

    private static final Map<String, Supplier<List<Scenario>>> FAMILIES = families();

    private Scenarios() {}

    private static Map<String, Supplier<List<Scenario>>> families() {
        var families = new LinkedHashMap<String, Supplier<List<Scenario>>>();
        families.put("Shapes", ShapeScenarios::all);
        families.put("Trigger rules", RuleScenarios::all);
        families.put("Branch", BranchScenarios::all);
        families.put("Map", MapScenarios::all);
        families.put("Attempts", AttemptScenarios::all);
        families.put("Timeouts and cancel", TimeoutScenarios::all);
        families.put("Allowed failures", AllowScenarios::all);
        families.put("Limits", LimitScenarios::all);
        families.put("Run keys and intervals", RunKeyScenarios::all);
        families.put("Inputs and outputs", OutputScenarios::all);
        families.put("Parameters", ParamScenarios::all);
        families.put("Values", ValueScenarios::all);
        families.put("Expressions", ExpressionScenarios::all);

        families.put("Rounds", RoundScenarios::all);
        families.put("Changes between rounds", ChangeScenarios::all);
        families.put("Effects", EffectScenarios::all);
        families.put("Crashes", CrashScenarios::all);
        return families;
    }

    /** The families by name, in the order in which to show them. */
    public static Map<String, List<Scenario>> byFamily() {
        var all = new LinkedHashMap<String, List<Scenario>>();
        FAMILIES.forEach((family, scenarios) -> all.put(family, scenarios.get()));
        return all;
    }

    /** All scenarios. */
    public static List<Scenario> all() {
        return byFamily().values().stream().flatMap(List::stream).toList();
    }
}

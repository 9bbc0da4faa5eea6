package io.onedag.testkit.conformance.scenarios;

import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.model.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All scenarios, by family. A new one goes to the family whose rules it shows; a new family is added here. */
public final class Scenarios {

    private static final Map<String, Function<Pace, List<Scenario>>> FAMILIES = families();

    private Scenarios() {}

    private static Map<String, Function<Pace, List<Scenario>>> families() {
        var families = new LinkedHashMap<String, Function<Pace, List<Scenario>>>();
        families.put("Shapes", ShapeScenarios::all);
        families.put("Trigger rules", pace -> RuleScenarios.all());
        families.put("Branch", pace -> BranchScenarios.all());
        families.put("Map", MapScenarios::all);
        families.put("Attempts", AttemptScenarios::all);
        families.put("Timeouts and cancel", TimeoutScenarios::all);
        families.put("Allowed failures", pace -> AllowScenarios.all());
        families.put("Limits", LimitScenarios::all);
        families.put("Run keys and intervals", pace -> RunKeyScenarios.all());
        families.put("Inputs and outputs", pace -> OutputScenarios.all());
        families.put("Parameters", pace -> ParamScenarios.all());
        families.put("Values", ValueScenarios::all);
        families.put("Expressions", pace -> ExpressionScenarios.all());
        families.put("Names", pace -> NameScenarios.all());
        families.put("Rounds", pace -> RoundScenarios.all());
        families.put("Changes between rounds", pace -> ChangeScenarios.all());
        families.put("Effects", pace -> EffectScenarios.all());
        families.put("Crashes", pace -> CrashScenarios.all());
        return families;
    }

    /** The families by name, in the order in which to show them. */
    public static Map<String, List<Scenario>> byFamily() {
        return byFamily(Pace.QUICK);
    }

    private static Map<String, List<Scenario>> byFamily(Pace pace) {
        var all = new LinkedHashMap<String, List<Scenario>>();
        FAMILIES.forEach((family, scenarios) -> all.put(family, scenarios.apply(pace)));
        return all;
    }

    /** All scenarios as they are written. */
    public static List<Scenario> all() {
        return all(Pace.QUICK);
    }

    /** All scenarios, fitted to an engine. */
    public static List<Scenario> all(Pace pace) {
        return byFamily(pace).values().stream().flatMap(List::stream).toList();
    }
}

package io.onedag.testkit.conformance;

import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.scenarios.Scenarios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code docs/scenarios.md}, as the scenarios are. */
final class CataloguePage {

    private CataloguePage() {}

    /** The scenarios of each rule, in the order of the catalogue. */
    static Map<String, List<Scenario>> byRule() {
        var all = new LinkedHashMap<String, List<Scenario>>();
        for (Scenario scenario : Scenarios.all()) {
            for (String rule : scenario.rules()) {
                all.computeIfAbsent(rule, each -> new ArrayList<>()).add(scenario);
            }
        }
        return all;
    }

    /** The page; rules in the order of {@code anchors}, which is that of the semantics. */
    static String write(Set<String> anchors) {
        var page = new StringBuilder();
        page.append("# Scenarios\n\n")
                .append("<!-- Written from the scenarios by CatalogueTest; don't edit. -->\n\n")
                .append("What every engine is judged by: ")
                .append(Scenarios.all().size())
                .append(
                        " pipelines, each with what is done with it and what is to be seen then, whichever engine ran it. ")
                .append("Each proves [rules](semantics.md); an engine that breaks one fails it. ")
                .append("How an engine is judged, and how a scenario is added: [conformance](conformance.md).\n\n");
        List<String> families = new ArrayList<>();
        Scenarios.byFamily()
                .forEach((family, scenarios) ->
                        families.add("[" + family + "](#" + anchor(family) + ") " + scenarios.size()));
        page.append(String.join(" · ", families)).append(" · [By rule](#by-rule)\n");
        Scenarios.byFamily().forEach((family, scenarios) -> {
            page.append("\n## ").append(family).append("\n\n| scenario | what it shows | rules |\n|---|---|---|\n");
            scenarios.forEach(scenario -> page.append("| <a id=\"")
                    .append(scenario.name())
                    .append("\"></a>`")
                    .append(scenario.name())
                    .append("` | ")
                    .append(scenario.shows().replace("|", "\\|"))
                    .append(" | ")
                    .append(String.join(
                            ", ",
                            scenario.rules().stream().map(CataloguePage::rule).toList()))
                    .append(" |\n"));
        });
        page.append("\n## By rule\n\n| rule | scenarios |\n|---|---|\n");
        Map<String, List<Scenario>> byRule = byRule();
        for (String anchor : anchors) {
            if (byRule.containsKey(anchor)) {
                page.append("| <a id=\"by-")
                        .append(anchor)
                        .append("\"></a>")
                        .append(rule(anchor))
                        .append(" | ")
                        .append(String.join(
                                ", ",
                                byRule.getOrDefault(anchor, List.of()).stream()
                                        .map(scenario -> "[" + scenario.name() + "](#" + scenario.name() + ")")
                                        .toList()))
                        .append(" |\n");
            }
        }
        page.append(
                "\nNo running engine can show these by itself; a test holds each of them:\n\n| rule | test |\n|---|---|\n");
        UnitProofs.all()
                .forEach((rule, proof) -> page.append("| ")
                        .append(rule(rule))
                        .append(" | [")
                        .append(proof.className())
                        .append('#')
                        .append(proof.method())
                        .append("](../")
                        .append(proof.file())
                        .append(") |\n"));
        return page.toString();
    }

    private static String rule(String anchor) {
        return "[" + anchor + "](semantics.md#" + anchor + ")";
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(java.util.Locale.ROOT).replace(",", "").replace(' ', '-');
    }
}

package io.onedag.testkit.conformance;

import io.onedag.testkit.conformance.model.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The links at the end of each rule in {@code docs/semantics.md}. */
final class SemanticsLinks {

    private static final int MOST = 4;
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\"></a>");
    private static final Pattern LINKS = Pattern.compile("(?m)(\\n\\n| |\\n {2}|\\n)<sub>→[^\\n]*?</sub>");

    private SemanticsLinks() {}

    /** All anchors, in the order of the page. */
    static Set<String> anchors(String page) {
        var anchors = new LinkedHashSet<String>();
        Matcher matcher = ANCHOR.matcher(page);
        while (matcher.find()) {
            anchors.add(matcher.group(1));
        }
        return anchors;
    }

    /** The anchors of rules: all but those of sections. */
    static Set<String> rules(String page) {
        Set<String> rules = anchors(page);
        List<String> lines = page.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i++) {
            Matcher matcher = ANCHOR.matcher(lines.get(i));
            if (matcher.matches() && lines.get(i + 1).startsWith("## ")) {
                rules.remove(matcher.group(1));
            }
        }
        return rules;
    }

    /** The page with its links anew. */
    static String write(String page) {
        List<String> lines =
                new ArrayList<>(LINKS.matcher(page).replaceAll("").lines().toList());
        Map<String, List<Scenario>> byRule = CataloguePage.byRule();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher matcher = ANCHOR.matcher(line);
            if (!matcher.find()) {
                continue;
            }
            String links = links(matcher.group(1), byRule);
            if (links.isEmpty()) {
                continue;
            }
            if (line.startsWith("|")) {
                int end = line.lastIndexOf('|');
                String before = line.substring(0, end).stripTrailing();
                lines.set(i, before + " " + links + " |");
            } else if (matcher.matches()
                    && i + 1 < lines.size()
                    && lines.get(i + 1).startsWith("## ")) {
                lines.set(i + 1, lines.get(i + 1) + "\n\n" + links);
            } else {
                int last = i;
                while (last + 1 < lines.size() && goesOn(lines.get(last + 1))) {
                    last++;
                }
                lines.set(last, lines.get(last) + (line.startsWith("* ") ? "\n  " : "\n") + links);
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static boolean goesOn(String next) {
        return !next.isBlank()
                && !next.startsWith("* ")
                && !next.startsWith("|")
                && !next.startsWith("#")
                && !next.startsWith("<a id");
    }

    private static String links(String rule, Map<String, List<Scenario>> byRule) {
        List<Scenario> scenarios = byRule.getOrDefault(rule, List.of());
        var links = new ArrayList<String>();
        scenarios.stream()
                .limit(MOST)
                .forEach(scenario -> links.add("[" + scenario.name() + "](scenarios.md#" + scenario.name() + ")"));
        if (scenarios.size() > MOST) {
            links.add("[" + (scenarios.size() - MOST) + " more](scenarios.md#by-" + rule + ")");
        }
        UnitProofs.Proof proof = UnitProofs.all().get(rule);
        if (proof != null) {
            links.add("[" + proof.className() + "](../" + proof.file() + ")");
        }
        return links.isEmpty() ? "" : "<sub>→ " + String.join(" · ", links) + "</sub>";
    }
}

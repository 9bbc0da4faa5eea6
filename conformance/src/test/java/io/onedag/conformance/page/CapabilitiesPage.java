package io.onedag.conformance.page;

import io.onedag.conformance.page.Results.Result;
import io.onedag.engine.Capability;
import io.onedag.engine.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the page: what each engine says that it can do, and what the scenarios showed. */
final class CapabilitiesPage {

    private static final String HEAD = """
            # Capabilities

            <!-- Written from conformance/results and from what engines declare, by CapabilitiesPageTest; don't edit. -->

            What pipelines may need, and how well each engine does it. In a cell is what the engine **declares**, and below it what the
            [scenarios](scenarios.md) that need the capability **showed** when they [ran on it](conformance.md). An engine declares for a capability
            as a whole; of one pipeline it may say more, and does so before anything starts or is written: `onedag export --report` and
            `onedag validate --engine`.

            | declared | |
            |---|---|
            | native | as [the rules](semantics.md) say |
            | approximate: timing | the same states, outputs and rows, at other moments; `--strict=timing` refuses it |
            | approximate: outcome | other states, outputs or rows are possible; `--strict` refuses it |
            | refused | a pipeline that needs it neither runs nor is exported; the note has the way out |

            | showed | |
            |---|---|
            | equal | states, attempts, outputs, order and inputs are those expected, as on every other engine |
            | approximate | what differs was declared |
            | refused | it was refused before anything started, as declared, or the engine lacks the operation that the scenario is about |
            | different | what differs was not declared: the build fails |

            """;

    private final List<Column> columns;
    private final Set<String> scenarios;
    private final Map<String, Integer> notes = new LinkedHashMap<>();

    /**
     * A page of these engines.
     *
     * @param scenarios the names of all scenarios there are today
     */
    CapabilitiesPage(List<Column> columns, Set<String> scenarios) {
        this.columns = columns;
        this.scenarios = scenarios;
    }

    String write() {
        var page = new StringBuilder(HEAD);
        page.append(line("capability", columns.stream().map(Column::title).toList()));
        page.append("|---".repeat(columns.size() + 1)).append("|\n");
        for (Capability capability : Capability.values()) {
            page.append(line(
                    "`" + name(capability) + "`<br>" + capability.meaning(),
                    columns.stream().map(column -> cell(column, capability)).toList()));
        }
        page.append(line(
                "**all scenarios**",
                columns.stream()
                        .map(column -> column.results().isEmpty()
                                ? "not judged"
                                : column.count(each -> true).replace(", ", "<br>"))
                        .toList()));
        page.append('\n');
        notes.forEach((note, number) -> page.append(number)
                .append(". <a id=\"note-")
                .append(number)
                .append("\"></a>")
                .append(note)
                .append('\n'));
        page.append(
                "\nA scenario counts for each capability that it needs, whichever of them its outcome turned on.\n");
        others(page);
        return page.toString();
    }

    private String cell(Column column, Capability capability) {
        Support support = column.support().apply(capability);
        String declared;
        if (support instanceof Support.Approximate almost) {
            declared = "approximate: " + almost.kind().name().toLowerCase(Locale.ROOT)
                    + mark(column, capability, almost.differs());
        } else if (support instanceof Support.Refused no) {
            declared = "refused" + mark(column, capability, no.reason() + ". Instead: " + no.wayOut());
        } else {
            declared = "native";
        }
        String showed = column.count(each -> each.capabilities().contains(capability.name()));
        return declared
                + (column.results().isEmpty()
                        ? ""
                        : "<br>" + (showed.isEmpty() ? "no scenario" : showed.replace(", ", "<br>")));
    }

    /** What columns of one engine say alike is said once. */
    private String mark(Column column, Capability capability, String note) {
        String engine = column.title().split("[ ,]")[0];
        int number =
                notes.computeIfAbsent(engine + ", `" + name(capability) + "`: " + text(note), key -> notes.size() + 1);
        return " [" + number + "](#note-" + number + ")";
    }

    /** Those that were not equal, what several engines say alike in one row. */
    private void others(StringBuilder page) {
        var rows = new TreeMap<String, Map<String, List<String>>>();
        for (Column column : columns) {
            column.byScenario().forEach((name, result) -> {
                if (!result.outcome().equals("equal") && scenarios.contains(name)) {
                    rows.computeIfAbsent(name, key -> new LinkedHashMap<>())
                            .computeIfAbsent(told(result), key -> new ArrayList<>())
                            .add(column.title());
                }
            });
        }
        page.append("\n## Scenarios that were not equal\n\n");
        if (rows.isEmpty()) {
            page.append("None.\n");
            return;
        }
        page.append("| scenario | on | showed | because |\n|---|---|---|---|\n");
        rows.forEach((name, outcomes) -> outcomes.forEach((told, titles) -> page.append("| [")
                .append(name)
                .append("](scenarios.md#")
                .append(name)
                .append(") | ")
                .append(String.join("<br>", titles))
                .append(" | ")
                .append(told)
                .append(" |\n")));
    }

    private static String told(Result result) {
        return result.outcome() + " | "
                + result.because().stream().map(CapabilitiesPage::text).collect(Collectors.joining("<br>"));
    }

    private static String line(String first, List<String> cells) {
        return "| " + first + " | " + String.join(" | ", cells) + " |\n";
    }

    private static String text(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
    }

    private static String name(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT);
    }
}

package io.onedag.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.json.Json;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The PromQL of the dashboard and of the alert rules. */
final class Expressions {

    static final Path FOLDER = Path.of("..", "monitoring").toAbsolutePath().normalize();
    static final Path RULES = FOLDER.resolve("prometheus-alerts.yml");

    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|without|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.])[a-zA-Z_][\\w:]*(?!\\w*\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool");

    private Expressions() {}

    /** Those of the dashboard, as Grafana would send them. */
    static List<String> ofDashboard() throws IOException {
        Map<?, ?> dashboard = (Map<?, ?>) Json.parse(Files.readString(FOLDER.resolve("grafana-dashboard.json")));
        var expressions = new ArrayList<String>();
        for (Object panel : (List<?>) dashboard.get("panels")) {
            if (((Map<?, ?>) panel).get("targets") instanceof List<?> targets) {
                for (Object target : targets) {
                    expressions.add(((String) ((Map<?, ?>) target).get("expr"))
                            .replace("$__range", "1m")
                            .replace("$__interval", "1m")
                            .replace("$pipeline", ".*"));
                    assertThat(expressions.get(expressions.size() - 1)).doesNotContain("$");
                }
            }
        }
        return expressions;
    }

    static List<String> ofRules() throws IOException {
        try (Reader rules = Files.newBufferedReader(RULES)) {
            Map<?, ?> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(rules);
            var expressions = new ArrayList<String>();
            for (Object group : (List<?>) document.get("groups")) {
                for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                    expressions.add((String) ((Map<?, ?>) rule).get("expr"));
                }
            }
            return expressions;
        }
    }

    /** The metrics that an expression names. */
    static Set<String> metrics(String expression) {
        String bare = expression;
        for (Pattern each : List.of(STRING, MATCHERS, GROUPING, RANGE)) {
            bare = each.matcher(bare).replaceAll(" ");
        }
        var metrics = new TreeSet<String>();
        Matcher name = NAME.matcher(bare);
        while (name.find()) {
            if (!WORDS.contains(name.group())) {
                metrics.add(name.group());
            }
        }
        return metrics;
    }

    /** The labels that an expression names. */
    static Set<String> labels(String expression) {
        String bare = STRING.matcher(expression).replaceAll(" ");
        var labels = new TreeSet<String>();
        for (Pattern each : List.of(MATCHERS, GROUPING)) {
            Matcher list = each.matcher(bare);
            while (list.find()) {
                for (String part : list.group(1).split(",")) {
                    labels.add(part.replaceAll("[=!~\\s]", ""));
                }
            }
        }
        return labels;
    }

    /** The values that an expression wants a label to have. */
    static Set<String> values(String expression, String label) {
        var values = new TreeSet<String>();
        Matcher match = Pattern.compile("\\b" + label + "=~?\"([^\"]*)\"").matcher(expression);
        while (match.find()) {
            values.addAll(List.of(match.group(1).split("\\|")));
        }
        return values;
    }
}

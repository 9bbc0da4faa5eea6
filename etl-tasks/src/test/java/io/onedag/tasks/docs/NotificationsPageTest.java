package io.onedag.tasks.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.engine.NotifierType;
import io.onedag.engine.NotifierTypes;
import io.onedag.engine.Setting;
import io.onedag.json.Json;
import io.onedag.tasks.Email;
import io.onedag.tasks.Shell;
import io.onedag.tasks.Slack;
import io.onedag.tasks.Webhook;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on notifications says what is so. */
class NotificationsPageTest {

    private static final Path PAGE = Path.of("../docs/notifications.md");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| ([\\w ]+) \\| (none|required|`(.*?)`) \\|.*");

    private static String block(String language) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(start, page.indexOf("```", start));
    }

    @Test
    void the_first_example_is_the_same_in_yaml_and_in_java() throws IOException {
        Pipeline yaml = YamlPipelines.load("page", block("yaml"));
        Pipeline java = Pipeline.named("nightly_sales")
                .onFailure(Slack.webhook("${secret.SLACK_URL}"))
                .onFailure(Webhook.to("https://alerts.example.com/runs")
                        .header("Authorization", "Bearer ${secret.ALERTS}"))
                .onFailure(Email.from("onedag@example.com", "data@example.com")
                        .smtp("mail.example.com")
                        .login("onedag", "${secret.SMTP}"))
                .onSuccess(Webhook.to("https://heartbeat.example.com/nightly_sales"))
                .task("load", Shell.command("./load"))
                .build();

        assertThat(yaml.warnings()).isEmpty();
        assertThat(java.onFailure()).isEqualTo(yaml.onFailure());
        assertThat(java.onSuccess()).isEqualTo(yaml.onSuccess());
        String source = Files.readString(Path.of("src/test/java/io/onedag/tasks/docs/NotificationsPageTest.java"));
        assertThat(source.replaceAll("\\s+", "")).contains(block("java").replaceAll("\\s+", ""));
    }

    @Test
    void the_body_of_a_webhook_is_json() throws IOException {
        assertThat(Json.parse(block("json"))).isNotNull();
    }

    @Test
    void each_table_lists_the_settings_with_their_kinds_and_defaults() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(NotifierTypes.names()).containsExactlyInAnyOrder("webhook", "slack", "email");
        for (String name : NotifierTypes.names()) {
            NotifierType type = NotifierTypes.find(name).orElseThrow();
            int start = page.indexOf("### `" + name + "`");
            assertThat(start).as(name).isPositive();
            String section = page.substring(start, page.indexOf("\n#", start + 1));

            var documented = new ArrayList<String>();
            section.lines()
                    .map(ROW::matcher)
                    .filter(java.util.regex.Matcher::matches)
                    .forEach(row -> documented.add(row.group(1) + ", " + row.group(2) + ", " + row.group(3)));
            List<String> expected = new ArrayList<>();
            type.settings().forEach(setting -> expected.add(row(setting)));
            type.settings().forEach(setting -> setting.fields().forEach(field -> expected.add(row(field))));
            assertThat(documented).as(name).containsExactlyElementsOf(expected);
        }
    }

    private static String row(Setting setting) {
        String kind = switch (setting.kind()) {
            case TEXT -> "text";
            case TEXT_LIST -> "list of texts";
            case TEXT_MAP -> "map of texts";
            case INTEGER -> "whole number";
            case BOOLEAN -> "boolean";
            case DURATION -> "duration";
            case SECTION -> "map";
            case VALUE -> "any value";
        };
        return setting.name() + ", " + kind + ", "
                + (setting.required()
                        ? "required"
                        : setting.defaultValue() == null ? "none" : "`" + setting.defaultValue() + "`");
    }
}

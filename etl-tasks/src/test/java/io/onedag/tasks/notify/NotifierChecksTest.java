package io.onedag.tasks.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.tasks.Email;
import io.onedag.tasks.Noop;
import io.onedag.tasks.Slack;
import io.onedag.tasks.Webhook;
import io.onedag.yaml.YamlPipelines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of notifiers before anything runs. */
class NotifierChecksTest {

    private static Pipeline load(String notifier) {
        return YamlPipelines.load(
                "p.yaml", "pipeline: p\non_failure:\n  - " + notifier + "\ntasks: {a: {uses: noop}}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{uses: slak, with: {url: x}}                                                   | did you mean \"slack\"?",
                "{uses: slack}                                                                  | lacks \"url\"",
                "{uses: slack, with: {url: hooks.slack.com/x}}                                  | is no URL of http or https",
                "{uses: webhook, with: {url: 'https://a/', timeout: 5m}}                        | at most 30s",
                "{uses: webhook, with: {url: 'https://a/', headers: {'a b': c}}}                | is no name of a header",
                "{uses: webhook, with: {url: '${tasks.a.output}'}}                              | has a value in a task only",
                "{uses: email, with: {to: a@b, from: c@d}}                                      | lacks \"smtp\"",
                "{uses: email, with: {to: [], from: c@d, smtp: {host: h}}}                      | nobody gets this e-mail",
                "{uses: email, with: {to: a@b, from: c@d, smtp: {port: 25}}}                    | lacks \"host\"",
                "{uses: email, with: {to: a@b, from: c@d, smtp: {host: h, tls: starttsl}}}      | did you mean \"starttls\"?",
                "{uses: email, with: {to: a@b, from: c@d, smtp: {host: h, user: u, password: p}}} | the password is written into the definition",
                "{uses: email, with: {to: a@b, from: c@d, smtp: {host: h, password: '${secret.P}'}}} | a password but no user"
            })
    void errors_name_what_is_wrong(String notifier, String message) {
        assertThatThrownBy(() -> load(notifier))
                .hasMessageContaining("p.yaml:3")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{uses: slack, with: {url: 'https://hooks.slack.com/services/T/B/x'}}           | is a secret",
                "{uses: webhook, with: {url: 'https://a/', headers: {Authorization: Bearer x}}} | looks like a secret",
                "{uses: email, with: {to: a@b, from: c@d, smtp: {host: h, tls: none, user: u, password: '${secret.P}'}}} | in the clear"
            })
    void warnings_name_what_is_probably_not_meant(String notifier, String message) {
        assertThat(load(notifier).warnings())
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains(message);
    }

    @Test
    void java_and_yaml_say_the_same() {
        Pipeline java = Pipeline.named("p")
                .onFailure(Slack.webhook("${secret.SLACK_URL}"))
                .onFailure(Webhook.to("https://example.com/").header("Authorization", "Bearer ${secret.TOKEN}"))
                .onFailure(Email.from("a@example.com", "b@example.com")
                        .smtp("mail.example.com", 587)
                        .login("etl", "${secret.SMTP}")
                        .subject("${run.key}"))
                .task("a", new Noop())
                .build();
        Pipeline yaml = YamlPipelines.load("p.yaml", """
                pipeline: p
                on_failure:
                  - {uses: slack, with: {url: "${secret.SLACK_URL}"}}
                  - {uses: webhook, with: {url: https://example.com/, headers: {Authorization: "Bearer ${secret.TOKEN}"}}}
                  - uses: email
                    with:
                      to: [b@example.com]
                      from: a@example.com
                      subject: ${run.key}
                      smtp: {host: mail.example.com, port: 587, user: etl, password: "${secret.SMTP}"}
                tasks: {a: {uses: noop}}
                """);

        assertThat(java.onFailure()).isEqualTo(yaml.onFailure());
        assertThat(java.warnings()).isEmpty();
    }
}

package io.onedag.tasks;

import io.onedag.NotifierSpec;
import io.onedag.tasks.notify.WebhookType;
import java.util.Map;

/**
 * Says how a run ended in a channel of Slack, or of whatever takes incoming webhooks like Slack's. {@code uses: slack} in YAML. Immutable.
 *
 * @param url the incoming webhook, which is a secret: {@code "${secret.SLACK_URL}"}
 */
public record Slack(String url) implements NotifierSpec {

    /** Posts to an incoming webhook. */
    public static Slack webhook(String url) {
        return new Slack(url);
    }

    @Override
    public String type() {
        return "slack";
    }

    @Override
    public Map<String, ?> with() {
        return Map.of(WebhookType.URL, url);
    }
}

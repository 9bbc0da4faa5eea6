package io.onedag.tasks.notify;

import io.onedag.NotifierDefinition;
import io.onedag.engine.Notice;
import io.onedag.engine.Notifier;
import io.onedag.engine.NotifierType;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code slack}: says how a run ended in a channel of Slack, or of whatever takes incoming webhooks like Slack's. */
public final class SlackType implements NotifierType {

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(
                    WebhookType.URL, Kind.TEXT, "The incoming webhook, which is a secret: \"${secret.SLACK_URL}\"."),
            WebhookType.TIMEOUT_SETTING);

    /** Slack cuts a text at 40,000 characters; a channel is better served by less. */
    private static final int LONGEST = 8_000;

    @Override
    public String name() {
        return "slack";
    }

    @Override
    public String description() {
        return "Says how a run ended in a channel, by an incoming webhook like Slack's.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public void check(NotifierDefinition notifier, Report report) {
        Literals.checkUrl(notifier, report);
        Literals.checkTimeout(notifier, report);
    }

    @Override
    public Notifier create(TaskSettings with) {
        String url = with.text(WebhookType.URL);
        Duration timeout = Literals.timeout(with);
        return notice ->
                Post.json(url, notice.id().toString(), Map.of(), Json.write(Map.of("text", text(notice))), timeout);
    }

    private static String text(Notice notice) {
        var text = new StringBuilder("*" + escape(notice.headline().replace('*', '·')) + "*\n");
        String reason = notice.reason();
        if (reason != null) {
            text.append(escape(reason)).append('\n');
        }
        int left = notice.moreFailures();
        for (Notice.FailedTask failed : notice.failures()) {
            String block = "```" + escape(String.join("\n", failed.block())) + "```\n";
            if (text.length() + block.length() > LONGEST) {
                left++;
            } else {
                text.append(block);
            }
        }
        if (left > 0) {
            text.append("… and ").append(left).append(" more that failed\n");
        }
        return text.append(escape(notice.footer())).toString();
    }

    /** What Slack would take for a mention, a link or the end of a block is shown as it is. */
    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("```", "'''");
    }
}

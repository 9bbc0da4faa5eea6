package io.onedag.tasks.notify;

import io.onedag.NotifierDefinition;
import io.onedag.engine.Notifier;
import io.onedag.engine.NotifierType;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code webhook}: posts how a run ended, as JSON, to a URL. */
public final class WebhookType implements NotifierType {

    public static final String URL = "url";
    public static final String HEADERS = "headers";
    public static final String TIMEOUT = "timeout";

    /** The setting of every notifier that speaks HTTP. */
    static final Setting TIMEOUT_SETTING =
            Setting.optional(TIMEOUT, Kind.DURATION, "10s", "How long one try may take, at most 30s.");

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(URL, Kind.TEXT, "Where to post to."),
            Setting.optional(
                    HEADERS, Kind.TEXT_MAP, null, "Headers, such as {Authorization: \"Bearer ${secret.TOKEN}\"}."),
            TIMEOUT_SETTING);

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public String description() {
        return "Posts how a run ended, as JSON, to a URL.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public void check(NotifierDefinition notifier, Report report) {
        Literals.checkUrl(notifier, report);
        Literals.checkTimeout(notifier, report);
        if (notifier.with().get(HEADERS) instanceof Map<?, ?> headers) {
            headers.forEach((name, value) -> Literals.checkHeader(String.valueOf(name), value, report));
        }
    }

    @Override
    public Notifier create(TaskSettings with) {
        String url = with.text(URL);
        Map<String, String> headers = with.textMap(HEADERS);
        Duration timeout = Literals.timeout(with);
        return notice -> Post.json(url, notice.id().toString(), headers, NoticeJson.write(notice), timeout);
    }
}

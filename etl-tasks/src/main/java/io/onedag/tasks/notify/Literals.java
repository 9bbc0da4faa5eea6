package io.onedag.tasks.notify;

import io.onedag.NotifierDefinition;
import io.onedag.engine.SettingsType;
import io.onedag.engine.TaskSettings;
import io.onedag.expr.Template;
import io.onedag.units.Durations;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be said of a notifier's settings before a run: of those that hold no expression. */
final class Literals {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Literals() {}

    /** A text without expressions; null: it is something else. */
    static @Nullable String plain(@Nullable Object value) {
        return value instanceof String text && Template.isPlain(text) ? text : null;
    }

    static void checkUrl(NotifierDefinition notifier, SettingsType.Report report) {
        String url = plain(notifier.with().get(WebhookType.URL));
        if (url == null) {
            return;
        }
        String scheme = "";
        String host = null;
        try {
            URI uri = URI.create(url);
            scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            host = uri.getHost();
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
            report.error(
                    WebhookType.URL,
                    "\"url\" is no URL of http or https",
                    "write https://HOST/PATH, or ${secret.NAME}");
        } else if (host.equalsIgnoreCase("hooks.slack.com")) {
            report.warning(
                    WebhookType.URL,
                    "a URL of hooks.slack.com is a secret, and this one is written into the definition",
                    "write url: \"${secret.SLACK_URL}\", and set SLACK_URL in the environment");
        }
    }

    static void checkHeader(String name, @Nullable Object value, SettingsType.Report report) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean secret = lower.contains("auth") || lower.contains("token") || lower.contains("key");
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            report.error(WebhookType.HEADERS, "\"" + name + "\" is no name of a header", "use letters, digits and -");
        } else if (secret && plain(value) != null && !lower.equals("idempotency-key")) {
            report.warning(
                    WebhookType.HEADERS,
                    "header \"" + name + "\" looks like a secret, and its value is written into the definition",
                    "write " + name + ": \"${secret.NAME}\", and set NAME in the environment");
        }
    }

    static void checkTimeout(NotifierDefinition notifier, SettingsType.Report report) {
        String text = plain(notifier.with().get(WebhookType.TIMEOUT));
        try {
            if (text != null && isOutOfBounds(Durations.parse(text))) {
                report.error(WebhookType.TIMEOUT, "\"timeout\" is " + text, "give more than nothing and at most 30s");
            }
        } catch (IllegalArgumentException e) {
            // It is no duration, which is an error already.
        }
    }

    /** The timeout of one try, held within its bounds. */
    static Duration timeout(TaskSettings with) {
        Duration given = with.duration(WebhookType.TIMEOUT);
        return isOutOfBounds(given) ? LONGEST : given;
    }

    private static boolean isOutOfBounds(Duration timeout) {
        return timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0;
    }
}

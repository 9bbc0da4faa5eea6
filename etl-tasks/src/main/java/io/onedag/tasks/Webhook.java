package io.onedag.tasks;

import io.onedag.NotifierSpec;
import io.onedag.tasks.notify.WebhookType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Posts how a run ended, as JSON, to a URL. {@code uses: webhook} in YAML. Immutable.
 *
 * @param url where to post to
 * @param headers besides those of every post
 */
public record Webhook(String url, Map<String, String> headers) implements NotifierSpec {

    public Webhook {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** Posts to a URL, which may hold expressions. */
    public static Webhook to(String url) {
        return new Webhook(url, Map.of());
    }

    /** Sets a header, whose value may hold expressions: {@code "Bearer ${secret.TOKEN}"}. */
    public Webhook header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Webhook(url, more);
    }

    @Override
    public String type() {
        return "webhook";
    }

    @Override
    public Map<String, ?> with() {
        var with = new LinkedHashMap<String, Object>();
        with.put(WebhookType.URL, url);
        if (!headers.isEmpty()) {
            with.put(WebhookType.HEADERS, headers);
        }
        return with;
    }
}

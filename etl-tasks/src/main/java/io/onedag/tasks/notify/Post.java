package io.onedag.tasks.notify;

import io.onedag.TaskFailedException;
import io.onedag.engine.OnedagVersion;
import io.onedag.units.Durations;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts JSON to a URL, once. What it says of failures names the URL's host alone: the rest of it may be a secret. Redirects aren't followed,
 * since they would take headers elsewhere.
 */
final class Post {

    /** Headers that HTTP itself sets; the JDK's client lets nobody else do so. */
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

    private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 425, 429);
    private static final int FIRST_SERVER_ERROR = 500;

    private static final class Client {
        static final HttpClient ONE = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    private Post() {}

    /**
     * Posts a document.
     *
     * @param id the same in each try to send it
     * @param headers besides those of every post; they win
     * @param timeout for all of it
     * @throws TaskFailedException when no other try can do better
     * @throws IOException when another one may
     */
    static void json(String url, String id, Map<String, String> headers, String body, Duration timeout)
            throws IOException, InterruptedException {
        URI uri = uri(url);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .setHeader("Content-Type", "application/json; charset=utf-8")
                .setHeader("User-Agent", "onedag/" + OnedagVersion.current())
                .setHeader("Idempotency-Key", id)
                .POST(BodyPublishers.ofString(body));
        headers.forEach((name, value) -> header(request, name, value));
        CompletableFuture<HttpResponse<String>> answer =
                Client.ONE.sendAsync(request.build(), response -> new FirstWords());
        try {
            check(uri, answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw tooSlow(uri, timeout);
        } catch (ExecutionException e) {
            throw failure(uri, e.getCause(), timeout);
        } finally {
            answer.cancel(true);
        }
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url.strip());
            String scheme = uri.getScheme();
            if (scheme != null
                    && Set.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))
                    && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Its message has the URL, which may be a secret.
        }
        throw TaskFailedException.fatal("\"url\" is no URL of http or https; write https://HOST/PATH");
    }

    private static void header(HttpRequest.Builder request, String name, String value) {
        try {
            request.setHeader(name, value);
        } catch (IllegalArgumentException e) { // its message has the value
            String hint = OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))
                    ? "HTTP sets it itself"
                    : "a header is one line of visible characters";
            throw TaskFailedException.fatal("header \"" + name + "\" can't be sent: " + hint);
        }
    }

    private static void check(URI uri, HttpResponse<String> answer) throws IOException {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return;
        }
        String words = answer.body().isBlank() ? "" : ": " + answer.body();
        String what = "POST to " + where(uri) + " answered " + status + words;
        if (status >= FIRST_SERVER_ERROR || WORTH_ANOTHER_TRY.contains(status)) {
            throw new IOException(what);
        }
        throw TaskFailedException.fatal(
                status / 100 == 3 ? what + "; redirects aren't followed: give the final URL" : what);
    }

    private static IOException failure(URI uri, Throwable cause, Duration timeout) {
        if (cause instanceof java.net.http.HttpTimeoutException) {
            return tooSlow(uri, timeout);
        }
        if (cause instanceof ConnectException) {
            boolean unknown = cause.getCause() instanceof ConnectException inner
                            && inner.getCause() instanceof UnresolvedAddressException
                    || cause.getCause() instanceof UnresolvedAddressException;
            return new IOException("no connection to " + where(uri) + ": "
                    + (unknown ? "there is no such host" : message(cause, "it was refused")));
        }
        return new IOException("POST to " + where(uri) + " failed: "
                + message(cause, cause.getClass().getSimpleName()));
    }

    private static String message(Throwable thrown, String otherwise) {
        return thrown.getMessage() == null ? otherwise : thrown.getMessage();
    }

    private static IOException tooSlow(URI uri, Duration timeout) {
        return new IOException("POST to " + where(uri) + " had no answer within " + Durations.format(timeout)
                + "; raise \"timeout\", or see what keeps it");
    }

    private static String where(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}

package io.onedag.conformance.airflow;

import io.onedag.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests to one REST API that speaks JSON. Thread-safe. */
final class RestClient {

    private static final int TRIES = 4;

    /** A busy server answers few at a time sooner than many. */
    private final Semaphore slots = new Semaphore(4);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;
    private final Supplier<String> authorization;

    /**
     * Talks to a server.
     *
     * @param base without a slash at its end
     * @param authorization gives the header of that name; empty for none
     */
    RestClient(URI base, Supplier<String> authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    /** One segment of a path as it stands in an address. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Sends a request.
     *
     * @return the answer's object, empty when the answer is
     * @throws AirflowRefused when the server answers with an error
     */
    Map<String, Object> send(String method, String path, @Nullable Object body) {
        String header = authorization.get();
        for (int attempt = 1; ; attempt++) {
            slots.acquireUninterruptibly();
            try {
                return once(method, path, body, header);
            } catch (UncheckedIOException noAnswer) {
                // To ask for a state twice is to ask for it once; what begins something is for the caller to ask again.
                if (method.equals("POST") || attempt == TRIES) {
                    throw noAnswer;
                }
            } finally {
                slots.release();
            }
        }
    }

    private Map<String, Object> once(String method, String path, @Nullable Object body, String header) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!header.isEmpty()) {
            request.header("Authorization", header);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() >= 300) {
                throw new AirflowRefused(method + " " + path, answer.statusCode(), answer.body());
            }
            return answer.body().isBlank() ? Map.of() : object(Json.parse(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + base + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("not an object: " + value);
    }
}

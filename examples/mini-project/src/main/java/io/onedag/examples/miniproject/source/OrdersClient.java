package io.onedag.examples.miniproject.source;

import io.onedag.TaskFailedException;
import io.onedag.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Fetches orders. What another attempt may mend is an {@link IOException}; a request that is wrong in itself is fatal. */
public final class OrdersClient {

    /** The longest answer that is taken. */
    static final int MOST_BYTES = 32 * 1024 * 1024;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int WRONG_REQUEST = 400;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /** The records at a URL: the elements of a JSON list, whatever they are. */
    public List<?> fetch(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .build();
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            int status = answer.statusCode();
            if (status >= WRONG_REQUEST && status < SERVER_ERROR && status != TOO_MANY_REQUESTS) {
                throw TaskFailedException.fatal(url + " answered " + status + "; look at --param api");
            }
            if (status != 200) {
                throw new IOException(url + " answered " + status);
            }
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw TaskFailedException.fatal(url + " answered with more than " + MOST_BYTES + " bytes");
            }
            return records(url, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static List<?> records(URI url, String text) throws IOException {
        try {
            if (Json.parse(text) instanceof List<?> list) {
                return list;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(url + " answered what is no JSON: " + e.getMessage(), e);
        }
        throw new IOException(url + " answered with JSON that is no list of orders");
    }
}

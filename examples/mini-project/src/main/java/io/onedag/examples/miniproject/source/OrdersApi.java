package io.onedag.examples.miniproject.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An HTTP API that answers {@code GET /orders} with a JSON file, or with 503 while it is down. It listens on this machine alone. */
public final class OrdersApi implements AutoCloseable {

    private static final int UNAVAILABLE = 503;

    private final HttpServer server;

    private OrdersApi(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts it on a free port.
     *
     * @param isDown whether it is down
     */
    public static OrdersApi start(Path orders, boolean isDown) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/orders", exchange -> {
            if (isDown) {
                answer(exchange, UNAVAILABLE, "{\"error\": \"down for maintenance\"}".getBytes(StandardCharsets.UTF_8));
            } else {
                answer(exchange, 200, Files.readAllBytes(orders));
            }
        });
        server.start();
        return new OrdersApi(server);
    }

    /** Where orders are. */
    public URI orders() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/orders");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}

package io.onedag.metrics;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Serves a registry for Prometheus to scrape, at {@code /metrics}, by daemon threads. Thread-safe. */
public final class MetricsServer implements AutoCloseable {

    private final HttpServer http;
    private final HTTPServer exporter;
    private volatile CountDownLatch scraped = new CountDownLatch(1);

    private MetricsServer(InetSocketAddress address, CollectorRegistry registry) throws IOException {
        this.http = HttpServer.create(address, 3);
        this.exporter = new HTTPServer.Builder()
                .withHttpServer(http)
                .withRegistry(registry)
                .withDaemonThreads(true)
                .withSampleNameFilterSupplier(() -> {
                    scraped.countDown();
                    return name -> true;
                })
                .build();
    }

    /**
     * Starts to serve.
     *
     * @param address where; port 0: one that is free
     * @throws IOException when it can't: the port is taken, or no such address is here
     */
    public static MetricsServer start(InetSocketAddress address, CollectorRegistry registry) throws IOException {
        return new MetricsServer(address, registry);
    }

    /** Where it serves. */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    /**
     * Waits until somebody has scraped once more, and ends that scrape in peace.
     *
     * @return whether somebody has, within that time
     */
    public boolean awaitScrape(Duration atMost) throws InterruptedException {
        var next = new CountDownLatch(1);
        scraped = next;
        boolean done = next.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (done) {
            http.stop(1); // it has begun: the answer gets up to a second
        }
        return done;
    }

    @Override
    public void close() {
        exporter.close();
    }
}

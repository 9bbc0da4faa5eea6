package io.onedag.metrics;

import com.timgroup.statsd.NonBlockingUdpSender;
import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells a StatsD server what runs do, by UDP: a datagram for each event, sent by a thread of its own. What gets lost is lost.
 *
 * <p>In names, whatever isn't an ASCII letter, digit, {@code -} or {@code _} becomes {@code _}. Thread-safe.
 */
public final class StatsdMetrics implements RunListener, AutoCloseable {

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_-]");

    private final NonBlockingUdpSender sender;
    private final String prefix;
    private final StatsdTags tags;

    private StatsdMetrics(NonBlockingUdpSender sender, String prefix, StatsdTags tags) {
        this.sender = sender;
        this.prefix = prefix;
        this.tags = tags;
    }

    /**
     * Opens the way to a server.
     *
     * @param prefix goes before every name, with a dot; empty: none
     * @param warnings is told the first time that a datagram can't be sent
     * @throws IOException when the host isn't known
     */
    public static StatsdMetrics to(String host, int port, String prefix, StatsdTags tags, Consumer<String> warnings)
            throws IOException {
        var told = new AtomicBoolean();
        try {
            var sender = new NonBlockingUdpSender(host, port, StandardCharsets.UTF_8, thrown -> {
                if (told.compareAndSet(false, true)) {
                    warnings.accept("StatsD at " + host + ":" + port + " can't be told: " + thrown);
                }
            });
            return new StatsdMetrics(sender, prefix.isEmpty() ? "" : prefix + ".", tags);
        } catch (UnresolvedAddressException e) {
            throw new IOException("there is no host " + host, e);
        }
    }

    @Override
    public RunListener forRun(RunRecord run, Pipeline pipeline) {
        return forPipeline(pipeline.name());
    }

    /** Hears attempts of a pipeline whose runs are advanced elsewhere. */
    RunListener forPipeline(String pipeline) {
        return new ToldRun(safe(pipeline));
    }

    /** Waits until all is sent. */
    @Override
    public void close() {
        sender.stop();
    }

    static String safe(String name) {
        return UNSAFE.matcher(name).replaceAll("_");
    }

    private final class ToldRun implements RunListener {
        private final String pipeline;

        ToldRun(String pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        public void attemptLost(TaskEvent event, End end) {
            count("task." + safe(event.task()) + ".failure");
            count("pipeline." + pipeline + ".error");
        }

        @Override
        public void attemptEnded(TaskEvent event, End end) {
            String task = "task." + safe(event.task());
            send(task + ".duration", end.took().toMillis() + "|ms");
            switch (Status.of(end.state())) {
                case SUCCESS -> count(task + ".success");
                case FAILED -> {
                    count(task + ".failure");
                    count("pipeline." + pipeline + ".error");
                    if (end.retryIn() != null) {
                        count(task + ".retry");
                    }
                }
                case SKIPPED, CANCELLED -> {}
            }
        }

        @Override
        public void runEnded(RunState state, @Nullable String reason) {
            switch (Status.of(state)) {
                case SUCCESS -> count("pipeline." + pipeline + ".success");
                case FAILED -> count("pipeline." + pipeline + ".failure");
                case SKIPPED, CANCELLED -> {}
            }
        }

        private void count(String name) {
            send(name, "1|c");
        }

        private void send(String name, String payload) {
            sender.send(tags.message(prefix + name, "pipeline", pipeline, payload));
        }
    }
}

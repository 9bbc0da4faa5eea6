package io.onedag.metrics;

import static io.onedag.metrics.Events.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Rows;
import io.onedag.RunState;
import io.onedag.engine.RunListener;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StatsdMetricsTest {

    private final DatagramSocket socket;

    StatsdMetricsTest() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(10_000);
    }

    @AfterEach
    void close() {
        socket.close();
    }

    private StatsdMetrics metrics(String prefix, StatsdTags tags) throws IOException {
        return StatsdMetrics.to("127.0.0.1", socket.getLocalPort(), prefix, tags, warning -> {
            throw new AssertionError(warning);
        });
    }

    private List<String> received(int count) throws IOException {
        var received = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var packet = new DatagramPacket(new byte[1024], 1024);
            socket.receive(packet);
            received.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
        }
        return received;
    }

    private static void tellAll(StatsdMetrics metrics) {
        RunListener run = metrics.forRun(Events.run(null, 1, 1), Events.pipeline("p"));
        run.attemptEnded(attempt("load", 1), Events.retried("java.io.IOException"));
        run.attemptEnded(attempt("load", 2), Events.succeeded(1500, Rows.NONE));
        run.attemptEnded(attempt("other", 1), Events.skipped());
        run.attemptLost(attempt("load", 3), Events.lost());
        run.runEnded(RunState.SUCCEEDED, null);
        run.runEnded(RunState.FAILED, null);
        run.runEnded(RunState.CANCELLED, null);
    }

    @Test
    void each_event_is_a_datagram() throws Exception {
        try (var metrics = metrics("", StatsdTags.NONE)) {
            tellAll(metrics);
        }
        assertThat(received(11))
                .containsExactly(
                        "task.load.duration:20|ms",
                        "task.load.failure:1|c",
                        "pipeline.p.error:1|c",
                        "task.load.retry:1|c",
                        "task.load.duration:1500|ms",
                        "task.load.success:1|c",
                        "task.other.duration:2|ms",
                        "task.load.failure:1|c",
                        "pipeline.p.error:1|c",
                        "pipeline.p.success:1|c",
                        "pipeline.p.failure:1|c");
    }

    @Test
    void a_server_that_takes_tags_is_told_the_pipeline() throws Exception {
        for (StatsdTags tags : List.of(StatsdTags.DATADOG, StatsdTags.INFLUX, StatsdTags.GRAPHITE)) {
            try (var metrics = metrics("etl", tags)) {
                metrics.forPipeline("p").attemptEnded(attempt("load", 1), Events.succeeded(5, Rows.NONE));
            }
        }
        assertThat(received(6))
                .containsExactly(
                        "etl.task.load.duration:5|ms|#pipeline:p",
                        "etl.task.load.success:1|c|#pipeline:p",
                        "etl.task.load.duration,pipeline=p:5|ms",
                        "etl.task.load.success,pipeline=p:1|c",
                        "etl.task.load.duration;pipeline=p:5|ms",
                        "etl.task.load.success;pipeline=p:1|c");
    }

    @Test
    void names_can_not_break_the_protocol() throws Exception {
        try (var metrics = metrics("", StatsdTags.DATADOG)) {
            metrics.forPipeline("a:b|c#d,e\nf").attemptEnded(attempt("läd.x y@", 1), Events.succeeded(5, Rows.NONE));
        }
        assertThat(received(2))
                .containsExactly(
                        "task.l_d_x_y_.duration:5|ms|#pipeline:a_b_c_d_e_f",
                        "task.l_d_x_y_.success:1|c|#pipeline:a_b_c_d_e_f");
    }

    @Test
    void a_host_that_does_not_exist_is_said() {
        assertThatThrownBy(() -> StatsdMetrics.to("no-such-host.invalid", 8125, "", StatsdTags.NONE, warning -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-host.invalid");
    }
}

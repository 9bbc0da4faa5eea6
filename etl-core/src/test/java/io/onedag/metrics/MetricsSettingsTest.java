package io.onedag.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsSettingsTest {

    @Test
    void by_default_prometheus_scrapes_port_8000_of_this_machine_and_nobody_else_is_told() {
        MetricsSettings defaults = MetricsSettings.from(Map.of("METRICS_PORT", " "));
        assertThat(defaults.port()).contains(8000);
        assertThat(defaults.host()).isEqualTo("127.0.0.1");
        assertThat(defaults.linger()).isEqualTo(Duration.ZERO);
        assertThat(defaults.statsdHost()).isNull();
        assertThat(defaults.statsdPort()).isEqualTo(8125);
        assertThat(defaults.statsdTags()).isEqualTo(StatsdTags.NONE);
        assertThat(defaults.pushgateway()).isNull();
    }

    @Test
    void a_process_that_pushes_serves_only_where_it_is_told_to() {
        Map<String, String> pushing = Map.of("PUSHGATEWAY_URL", "http://gateway:9091");
        assertThat(MetricsSettings.from(pushing).port()).isEmpty();
        var both = MetricsSettings.from(Map.of("PUSHGATEWAY_URL", "http://gateway:9091", "METRICS_PORT", "0"));
        assertThat(both.port()).contains(0);
        assertThat(MetricsSettings.from(Map.of("METRICS_PORT", "off")).port()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "METRICS_PORT, http",
        "METRICS_PORT, -1",
        "METRICS_PORT, 65536",
        "METRICS_LINGER, a while",
        "STATSD_PORT, 0",
        "STATSD_TAGS, some",
        "PUSHGATEWAY_URL, gateway:9091",
        "PUSHGATEWAY_URL, http://user:secret@ gateway",
    })
    void a_wrong_setting_is_named(String name, String value) {
        assertThatThrownBy(() -> MetricsSettings.from(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageNotContaining("secret");
    }
}

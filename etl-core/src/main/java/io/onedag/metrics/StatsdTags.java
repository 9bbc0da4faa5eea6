package io.onedag.metrics;

import java.util.Locale;

/** How a StatsD server takes tags. */
public enum StatsdTags {
    /** It takes none: the pipeline isn't told. The default. */
    NONE {
        @Override
        String message(String name, String tag, String value, String payload) {
            return name + ":" + payload;
        }
    },
    /** {@code name:1|c|#pipeline:p}: DogStatsD, statsd_exporter, Telegraf with its extensions for it. */
    DATADOG {
        @Override
        String message(String name, String tag, String value, String payload) {
            return name + ":" + payload + "|#" + tag + ":" + value;
        }
    },
    /** {@code name,pipeline=p:1|c}: Telegraf, statsd_exporter. */
    INFLUX {
        @Override
        String message(String name, String tag, String value, String payload) {
            return name + "," + tag + "=" + value + ":" + payload;
        }
    },
    /** {@code name;pipeline=p:1|c}: Graphite. */
    GRAPHITE {
        @Override
        String message(String name, String tag, String value, String payload) {
            return name + ";" + tag + "=" + value + ":" + payload;
        }
    };

    abstract String message(String name, String tag, String value, String payload);

    /**
     * The style of this name.
     *
     * @throws InvalidMetricsException when there is none
     */
    static StatsdTags named(String name) {
        for (StatsdTags each : values()) {
            if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new InvalidMetricsException(
                "STATSD_TAGS is \"" + name + "\"; give none, datadog, influx or graphite, whichever the server takes");
    }
}

package io.onedag.metrics;

import io.onedag.json.Json;
import io.prometheus.client.Collector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One sample of a group, as a Pushgateway tells it.
 *
 * @param family the metric's name
 * @param name the sample's: that of a histogram's part ends with {@code _bucket}, {@code _sum} or {@code _count}
 * @param labels its labels, those of the group included
 */
record GroupSample(String family, String name, Map<String, String> labels, double value) {

    /**
     * Reads the samples of one group off the answer to {@code /api/v1/metrics}.
     *
     * @param group the group's labels
     * @throws IOException when it is no such answer
     */
    static List<GroupSample> read(String answer, Map<String, String> group) throws IOException {
        var samples = new ArrayList<GroupSample>();
        try {
            for (Object each : (List<?>) object(Json.parse(answer)).get("data")) {
                Map<?, ?> one = object(each);
                if (group.equals(one.get("labels"))) {
                    one.forEach((name, family) -> {
                        if (family instanceof Map<?, ?> map && map.get("metrics") instanceof List<?> metrics) {
                            metrics.forEach(metric -> read(String.valueOf(name), object(metric), samples));
                        }
                    });
                }
            }
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new IOException("it answered what no Pushgateway answers", e);
        }
        return samples;
    }

    private static void read(String family, Map<?, ?> metric, List<GroupSample> into) {
        Map<String, String> labels = labels(metric.get("labels"));
        if (metric.get("buckets") instanceof Map<?, ?> buckets) {
            var ordered = new TreeMap<Double, Double>();
            buckets.forEach((bound, count) -> ordered.put(number(bound), number(count)));
            ordered.forEach((bound, count) -> {
                var bucket = new LinkedHashMap<>(labels);
                bucket.put("le", Collector.doubleToGoString(bound));
                into.add(new GroupSample(family, family + "_bucket", bucket, count));
            });
            into.add(new GroupSample(family, family + "_sum", labels, number(metric.get("sum"))));
            into.add(new GroupSample(family, family + "_count", labels, number(metric.get("count"))));
        } else if (metric.get("value") != null) {
            into.add(new GroupSample(family, family, labels, number(metric.get("value"))));
        }
    }

    private static Map<String, String> labels(@Nullable Object read) {
        var labels = new LinkedHashMap<String, String>();
        if (read instanceof Map<?, ?> map) {
            map.forEach((name, value) -> labels.put(String.valueOf(name), String.valueOf(value)));
        }
        return labels;
    }

    private static double number(@Nullable Object text) {
        String value = String.valueOf(text);
        return value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
    }

    private static Map<?, ?> object(@Nullable Object read) {
        return (Map<?, ?>) read;
    }
}

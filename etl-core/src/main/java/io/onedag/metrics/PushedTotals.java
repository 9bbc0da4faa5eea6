package io.onedag.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a group has and what a process counted since it last pushed, added up. */
final class PushedTotals {

    private static final String CREATED = "_created";

    private final Map<String, List<GroupSample>> present = new HashMap<>();
    private final List<MetricFamilySamples> families = new ArrayList<>();
    private final Map<Key, Double> pushedBefore;
    private final Map<Key, Double> counted = new HashMap<>();

    /**
     * Adds to a group.
     *
     * @param present what it has
     * @param pushedBefore what of this process's counts it has been given already
     */
    PushedTotals(List<GroupSample> present, Map<Key, Double> pushedBefore) {
        this.pushedBefore = pushedBefore;
        present.forEach(each -> this.present
                .computeIfAbsent(each.family(), any -> new ArrayList<>())
                .add(each));
    }

    /** Adds the samples of a pipeline. */
    void add(MetricFamilySamples family, String pipeline) {
        Map<Key, Sample> totals = new LinkedHashMap<>();
        for (Sample sample : family.samples) {
            int label = sample.labelNames.indexOf(Instruments.PIPELINE);
            if (!sample.name.endsWith(CREATED) && sample.labelValues.get(label).equals(pipeline)) {
                Key key = Key.of(sample.name, sample.labelNames, sample.labelValues);
                counted.put(key, sample.value);
                double since = sample.value - pushedBefore.getOrDefault(key, 0.0);
                totals.put(key, new Sample(sample.name, sample.labelNames, sample.labelValues, since));
            }
        }
        for (String name : family.getNames()) {
            for (GroupSample before : present.getOrDefault(name, List.of())) {
                List<String> labels = labelNames(family, before);
                List<String> values = labels.stream()
                        .map(label -> before.labels().getOrDefault(label, ""))
                        .toList();
                totals.merge(
                        Key.of(before.name(), labels, values),
                        new Sample(before.name(), labels, values, before.value()),
                        PushedTotals::sum);
            }
        }
        if (!totals.isEmpty()) {
            families.add(new MetricFamilySamples(
                    family.name, family.unit, family.type, family.help, List.copyOf(totals.values())));
        }
    }

    List<MetricFamilySamples> families() {
        return families;
    }

    /** What the process has counted so far, all of which is in the totals. */
    Map<Key, Double> counted() {
        return counted;
    }

    /** Those of the metric: a group has some of its own besides. */
    private static List<String> labelNames(MetricFamilySamples family, GroupSample of) {
        var own = Instruments.labelNames(family.name);
        return of.labels().keySet().stream()
                .filter(label -> own.contains(label) || label.equals("le"))
                .toList();
    }

    private static Sample sum(Sample one, Sample other) {
        return new Sample(one.name, one.labelNames, one.labelValues, one.value + other.value);
    }

    /** A series. */
    record Key(String name, Map<String, String> labels) {
        static Key of(String name, List<String> labelNames, List<String> labelValues) {
            var labels = new HashMap<String, String>();
            for (int i = 0; i < labelNames.size(); i++) {
                labels.put(labelNames.get(i), labelValues.get(i));
            }
            return new Key(name, labels);
        }
    }
}

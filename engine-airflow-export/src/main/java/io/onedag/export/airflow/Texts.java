package io.onedag.export.airflow;

import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.TaskDefinition;
import io.onedag.engine.Exporter.ExportException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts and numbers that Airflow can't take: it is written in Python, and keeps a DAG in its database. */
final class Texts {

    private static final int LONGEST_TAG = 100;

    private final Pipeline pipeline;

    private Texts(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * Checks all that a DAG file would have of a pipeline.
     *
     * @throws ExportException when Airflow would refuse it
     */
    static void check(Pipeline pipeline) {
        var texts = new Texts(pipeline);
        texts.text("title", pipeline.title());
        texts.text("description", pipeline.description());
        texts.text("owner", pipeline.owner());
        for (String tag : pipeline.tags()) {
            texts.text("tag", tag);
            if (tag.codePointCount(0, tag.length()) > LONGEST_TAG) {
                throw texts.refused(
                        "tag \"" + tag + "\"", "has more than " + LONGEST_TAG + " characters, which Airflow refuses");
            }
        }
        for (TaskDefinition task : pipeline.tasks()) {
            texts.text("description of task " + task.name(), task.description());
        }
        pipeline.params().forEach(texts::param);
    }

    private void param(String name, Param param) {
        text("description of parameter " + name, param.description());
        value("default of parameter " + name, param.defaultValue());
        value("enum of parameter " + name, param.allowed());
    }

    private void value(String what, @Nullable Object value) {
        if (value instanceof String text) {
            text(what, text);
        } else if (value instanceof BigDecimal number && !isDouble(number)) {
            throw refused("the " + what, "is " + number + ", which Python would round");
        } else if (value instanceof List<?> list) {
            list.forEach(each -> value(what, each));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> {
                text(what, String.valueOf(key));
                value(what, each);
            });
        }
    }

    private static boolean isDouble(BigDecimal number) {
        double value = number.doubleValue();
        return !Double.isInfinite(value) && new BigDecimal(Double.toString(value)).compareTo(number) == 0;
    }

    private void text(String what, String text) {
        text.codePoints().forEach(c -> {
            if (c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw refused(
                        "the " + what,
                        String.format("has the character U+%04X, which Airflow's database can't hold", c));
            }
        });
    }

    private ExportException refused(String what, String why) {
        return new ExportException(
                "pipeline \"" + pipeline.name() + "\": " + what + " " + why + ". Write it otherwise.");
    }
}

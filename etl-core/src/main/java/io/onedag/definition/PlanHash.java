package io.onedag.definition;

import io.onedag.ForEach;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.json.Json;
import io.onedag.plan.RunPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.erdtman.jcs.NumberToJSON;
import org.jspecify.annotations.Nullable;

/**
 * The plan hash: SHA-256 of the canonical JSON (RFC 8785) of what decides the states, outputs and rows of a run.
 */
public final class PlanHash {

    private PlanHash() {}

    /** The hash of a pipeline, in lower-case hex. */
    public static String of(Pipeline pipeline) {
        try {
            byte[] canonical =
                    new JsonCanonicalizer(Json.write(exact(Json.normalize(content(pipeline))))).getEncodedUTF8();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Canonical JSON has numbers of double precision only, while a body sees them as they are written: what it would change stands there
     * as text.
     */
    private static @Nullable Object exact(@Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            var exact = new LinkedHashMap<String, @Nullable Object>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                exact.put((String) entry.getKey(), exact(entry.getValue()));
            }
            return exact;
        }
        if (value instanceof List<?> list) {
            var exact = new ArrayList<@Nullable Object>(list.size());
            for (Object each : list) {
                exact.add(exact(each));
            }
            return exact;
        }
        if (value instanceof Number number) {
            String text = Json.write(number);
            return text.equals(NumberToJSON.serializeNumber(number.doubleValue())) ? number : Map.of("number", text);
        }
        return value;
    }

    private static Map<String, @Nullable Object> content(Pipeline pipeline) {
        var content = new LinkedHashMap<String, @Nullable Object>();
        content.put("rules", RunPlan.RULES_VERSION);
        var params = new LinkedHashMap<String, @Nullable Object>();
        pipeline.params().forEach((name, param) -> params.put(name, param(param)));
        content.put("params", params);
        var tasks = new LinkedHashMap<String, @Nullable Object>();
        pipeline.tasks().forEach(task -> tasks.put(task.name(), task(task)));
        content.put("tasks", tasks);
        return content;
    }

    private static Map<String, @Nullable Object> param(Param param) {
        var content = new LinkedHashMap<String, @Nullable Object>();
        content.put("type", param.type().yamlName());
        content.put("default", Json.normalize(param.defaultValue()));
        content.put("required", param.required());
        content.put("enum", new ArrayList<>(param.allowed()));
        return content;
    }

    private static Map<String, @Nullable Object> task(TaskDefinition task) {
        var content = new LinkedHashMap<String, @Nullable Object>();
        if (task.body() instanceof TaskBody.Typed typed) {
            content.put("uses", typed.type());
            content.put("with", typed.with());
        } else if (task.body() instanceof TaskBody.Code code) {
            content.put("class", code.className());
        }
        content.put("needs", task.needs().stream().sorted().toList());
        content.put("when", task.when().yamlName());
        ForEach forEach = task.forEach();
        content.put("for_each", forEach == null ? null : List.of(forEach.expression(), forEach.maxLength()));
        content.put("branch", task.branch().stream().sorted().toList());
        content.put("allow_failure", task.allowFailure());
        content.put("effect", task.effect().yamlName());
        return content;
    }
}

package io.onedag.definition;

import io.onedag.ForEach;
import io.onedag.Param;
import io.onedag.Pipeline;
import io.onedag.TaskBody;
import io.onedag.TaskDefinition;
import io.onedag.json.Json;
import io.onedag.plan.RunPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plan hash: SHA-256 of the canonical JSON (RFC 8785) of what decides the states, outputs and rows of a run.
 */
public final class PlanHash {

    private PlanHash() {}

    /** The hash of a pipeline, in lower-case hex. */
    public static String of(Pipeline pipeline) {
        String canonical = CanonicalJson.write(Json.normalize(content(pipeline)));
        byte[] bytes = canonical.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(bytes.length <= Sha256.MOST ? Sha256.of(bytes) : digest(bytes));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Map<String, @Nullable Object> content(Pipeline pipeline) {
        var content = new LinkedHashMap<String, @Nullable Object>();
        content.put("rules", RunPlan.RULES_VERSION);
        var params = new LinkedHashMap<String, @Nullable Object>();
        for (Map.Entry<String, Param> each : pipeline.params().entrySet()) {
            params.put(each.getKey(), param(each.getValue()));
        }
        content.put("params", params);
        var tasks = new LinkedHashMap<String, @Nullable Object>();
        for (TaskDefinition task : pipeline.tasks()) {
            tasks.put(task.name(), task(task));
        }
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
        content.put("needs", sorted(task.needs()));
        content.put("when", task.when().yamlName());
        ForEach forEach = task.forEach();
        content.put("for_each", forEach == null ? null : List.of(forEach.expression(), forEach.maxLength()));
        content.put("branch", sorted(task.branch()));
        content.put("allow_failure", task.allowFailure());
        content.put("effect", task.effect().yamlName());
        return content;
    }

    private static List<String> sorted(List<String> names) {
        var sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        return sorted;
    }
}

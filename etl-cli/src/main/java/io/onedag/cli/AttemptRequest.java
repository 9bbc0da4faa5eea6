package io.onedag.cli;

import io.onedag.Effect;
import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RunInfo;
import io.onedag.TaskDefinition;
import io.onedag.attempt.Inputs;
import io.onedag.engine.ShellCommand;
import io.onedag.graph.PipelineGraph;
import io.onedag.json.Json;
import io.onedag.run.RunParams;
import io.onedag.validation.Suggestions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that an engine asks for by environment variables and files: version 1 of the contract.
 *
 * @param graph the pipeline
 * @param task the task's index
 * @param mapIndex the index of a mapped instance; -1: not mapped
 * @param round from 1
 * @param attempt from 1 within the round
 * @param run what the attempt sees of its run
 * @param inputs what it reads of its upstreams
 */
record AttemptRequest(PipelineGraph graph, int task, int mapIndex, int round, int attempt, RunInfo run, Inputs inputs) {

    static final String PIPELINE = "ONEDAG_PIPELINE";
    static final String DEFINITION_FILE = "ONEDAG_DEFINITION_FILE";
    static final String TASK = "ONEDAG_TASK";
    static final String RUN_KEY = "ONEDAG_RUN_KEY";
    static final String ATTEMPT = "ONEDAG_ATTEMPT";
    static final String ROUND = "ONEDAG_ROUND";
    static final String MAP_INDEX = "ONEDAG_MAP_INDEX";
    static final String ITEM_FILE = "ONEDAG_ITEM_FILE";
    static final String PARAMS_FILE = "ONEDAG_PARAMS_FILE";
    static final String INPUTS_FILE = "ONEDAG_INPUTS_FILE";
    static final String INTERVAL_START = "ONEDAG_INTERVAL_START";
    static final String INTERVAL_END = "ONEDAG_INTERVAL_END";
    static final String PLAN_HASH = "ONEDAG_PLAN_HASH";

    /** The definition at hand isn't the one that the engine's file was made from. */
    static final class OtherPlanException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OtherPlanException(String message) {
            super(message);
        }
    }

    /**
     * Reads a request.
     *
     * @throws UsageException when it isn't complete, or doesn't fit the pipeline
     * @throws OtherPlanException when it is for another plan
     */
    static AttemptRequest read(Surroundings surroundings) {
        return new Reader(surroundings).read();
    }

    private static final class Reader {
        private final Surroundings surroundings;
        private final Map<String, String> environment;

        Reader(Surroundings surroundings) {
            this.surroundings = surroundings;
            this.environment = surroundings.environment();
        }

        AttemptRequest read() {
            Pipeline pipeline = pipeline();
            String hash = get(PLAN_HASH);
            if (hash != null && !hash.equals(pipeline.planHash())) {
                throw new OtherPlanException("pipeline \"" + pipeline.name() + "\" has plan " + pipeline.planHash()
                        + " here, and the engine's file was made for plan " + hash
                        + ": a deployment may be under way. Where it isn't, export the pipeline again");
            }
            TaskDefinition task = task(pipeline);
            int mapIndex = mapIndex(task);
            String key = required(RUN_KEY);
            var graph = PipelineGraph.of(pipeline);
            var run = new RunInfo(
                    id(pipeline.name(), key),
                    key,
                    interval(),
                    Collections.unmodifiableMap(RunParams.resolve(pipeline, object(PARAMS_FILE))),
                    false,
                    0);
            return new AttemptRequest(
                    graph,
                    graph.index(task.name()),
                    mapIndex,
                    number(ROUND, "1", 1),
                    number(ATTEMPT, null, 1),
                    run,
                    inputs(graph, task));
        }

        private Pipeline pipeline() {
            String file = get(DEFINITION_FILE);
            String name = get(PIPELINE);
            if (file == null && name == null) {
                throw new UsageException(
                        PIPELINE + " and " + DEFINITION_FILE + " are not set", "set one: which pipeline is it?");
            }
            return new DefinitionFinder(surroundings).get(file == null ? name : file);
        }

        private TaskDefinition task(Pipeline pipeline) {
            String name = required(TASK);
            if (!pipeline.hasTask(name)) {
                throw new UsageException(
                        "pipeline \"" + pipeline.name() + "\" has no task \"" + name + "\"",
                        Suggestions.hint(
                                name,
                                pipeline.tasks().stream()
                                        .map(TaskDefinition::name)
                                        .toList()));
            }
            TaskDefinition task = pipeline.task(name);
            if (task.effect() != Effect.REPEATABLE) {
                throw new UsageException(
                        "task \"" + name + "\" has effect " + task.effect().yamlName() + ", which needs a store",
                        "run it with a store, or make it repeatable");
            }
            return task;
        }

        private int mapIndex(TaskDefinition task) {
            if (task.isMapped() != (get(MAP_INDEX) != null)) {
                throw new UsageException(
                        task.isMapped()
                                ? "task \"" + task.name() + "\" is mapped, and " + MAP_INDEX + " is not set"
                                : MAP_INDEX + " is set, and task \"" + task.name() + "\" is not mapped",
                        task.isMapped() ? "set it to the instance's index, from 0" : "unset it");
            }
            return task.isMapped() ? number(MAP_INDEX, null, 0) : -1;
        }

        private Inputs inputs(PipelineGraph graph, TaskDefinition task) {
            Map<String, @Nullable Object> outputs = object(INPUTS_FILE);
            for (String name : outputs.keySet()) {
                if (!task.needs().contains(name)) {
                    throw new UsageException(
                            INPUTS_FILE + " has an output of \"" + name + "\", which task \"" + task.name()
                                    + "\" doesn't need",
                            Suggestions.hint(name, task.needs()));
                }
            }
            if (task.isMapped() && get(ITEM_FILE) == null) {
                throw new UsageException(
                        "task \"" + task.name() + "\" is mapped, and " + ITEM_FILE + " is not set",
                        "set it to a file with the instance's element as JSON");
            }
            Object item = get(ITEM_FILE) == null ? null : json(ITEM_FILE);
            return new Inputs() {
                @Override
                public @Nullable String output(int upstream) {
                    Object output = outputs.get(graph.task(upstream).name());
                    return output == null ? null : Json.write(output);
                }

                @Override
                public @Nullable Object item(int of, int mapIndex) {
                    return item;
                }
            };
        }

        private @Nullable Interval interval() {
            Instant start = instant(INTERVAL_START);
            Instant end = instant(INTERVAL_END);
            if ((start == null) != (end == null)) {
                throw new UsageException("an interval has two ends", "set " + INTERVAL_START + " and " + INTERVAL_END);
            }
            try {
                return start == null || end == null ? null : new Interval(start, end);
            } catch (IllegalArgumentException e) {
                throw new UsageException(String.valueOf(e.getMessage()));
            }
        }

        private @Nullable Instant instant(String name) {
            String text = get(name);
            try {
                return text == null ? null : Instant.parse(text);
            } catch (DateTimeException e) {
                throw new UsageException(
                        name + " is \"" + text + "\", which is no instant", "write it like 2026-01-31T06:00:00Z");
            }
        }

        private int number(String name, @Nullable String fallback, int least) {
            String text = get(name);
            if (text == null) {
                text = fallback == null ? required(name) : fallback;
            }
            long number = Arguments.number(name, text, least);
            if (number > Integer.MAX_VALUE) {
                throw new UsageException(name + " is " + number, "give a smaller number");
            }
            return (int) number;
        }

        /** Without a store, the id is made of the name and the key, so that all attempts of a run see the same. */
        private static UUID id(String pipeline, String key) {
            try {
                return UUID.fromString(key);
            } catch (IllegalArgumentException e) {
                return UUID.nameUUIDFromBytes((pipeline + "\n" + key).getBytes(StandardCharsets.UTF_8));
            }
        }

        private Map<String, @Nullable Object> object(String name) {
            if (get(name) == null) {
                return Map.of();
            }
            if (json(name) instanceof Map<?, ?> map) {
                var object = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, value) -> object.put(String.valueOf(key), value));
                return object;
            }
            throw new UsageException(name + ": " + get(name) + " is no JSON object", "write one into it");
        }

        private @Nullable Object json(String name) {
            String file = required(name);
            try {
                Path path = surroundings.folder().resolve(file);
                return Json.parse(Files.readString(path));
            } catch (IOException | InvalidPathException e) {
                throw new UsageException(name + ": " + file + " can't be read: " + e, "give a JSON file in UTF-8");
            } catch (IllegalArgumentException e) {
                throw new UsageException(name + ": " + file + ": " + e.getMessage());
            }
        }

        private String required(String name) {
            String value = get(name);
            if (value == null) {
                throw new UsageException(
                        name + " is not set", ShellCommand.onedag("task", "run", "--help") + " lists what it needs");
            }
            return value;
        }

        private @Nullable String get(String name) {
            String value = environment.get(name);
            return value == null || value.isEmpty() ? null : value;
        }
    }
}

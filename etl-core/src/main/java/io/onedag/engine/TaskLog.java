package io.onedag.engine;

/**
 * That an attempt logged something, and how much. An attempt that logged nothing has none.
 *
 * @param task the task's name
 * @param mapIndex the index of a mapped instance; -1: not mapped
 * @param generation the task run's generation in this attempt
 * @param round the attempt's round
 * @param attempt its number within the round
 * @param lines how many lines it logged, those included that are no longer kept
 * @param bytes how many bytes are kept
 */
public record TaskLog(String task, int mapIndex, long generation, int round, int attempt, long lines, long bytes) {

    /** {@code name} or {@code name[index]}. */
    public String label() {
        return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
    }
}

package io.onedag.engine;

/**
 * A part of one attempt's log: whole lines, each with the line feed that ends it. Lines and bytes are counted over all that the attempt
 * logged, also what is no longer kept: a part that begins after the end of the one before it says so how much was left out between them.
 *
 * @param task the task's name
 * @param mapIndex the index of a mapped instance; -1: not mapped
 * @param generation the task run's generation in this attempt
 * @param round the attempt's round
 * @param attempt its number within the round
 * @param firstLine the number of the part's first line, from 0
 * @param firstByte how many bytes of UTF-8 were logged before that line
 * @param held appending: how many of the part's lines the store holds already, after which these come; 0: the part is new. Always 0 when
 *     read
 * @param lines how many lines {@code text} has
 * @param bytes how many bytes of UTF-8 it has
 * @param text the lines
 */
public record LogChunk(
        String task,
        int mapIndex,
        long generation,
        int round,
        int attempt,
        long firstLine,
        long firstByte,
        int held,
        int lines,
        int bytes,
        String text) {

    /** The most bytes that a part has. */
    public static final int MAX_BYTES = 64 * 1024;

    /** A log keeps the parts that begin within its first so many bytes. With them, the last part and its tail, it has 1 MiB at most. */
    public static final int HEAD_BYTES = 448 * 1024;

    /** Of the other parts, a log keeps those that begin within its last so many bytes. */
    public static final int TAIL_BYTES = 512 * 1024;

    /** The number of the first line after it. */
    public long nextLine() {
        return firstLine + lines;
    }

    /** How many bytes were logged up to its end. */
    public long nextByte() {
        return firstByte + bytes;
    }

    /**
     * Whether a part is left out once the attempt has logged so many bytes.
     *
     * @param firstByte of the part
     * @param logged how many bytes were logged in all
     */
    public static boolean isLeftOut(long firstByte, long logged) {
        return firstByte >= HEAD_BYTES && firstByte < logged - TAIL_BYTES;
    }
}

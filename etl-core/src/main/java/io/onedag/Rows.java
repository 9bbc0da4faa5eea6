package io.onedag;

/**
 * How many rows an attempt read, wrote and rejected.
 *
 * @param read rows taken from the source
 * @param written rows handed to the target
 * @param rejected rows set aside as bad
 */
public record Rows(long read, long written, long rejected) {

    /** No rows at all. */
    public static final Rows NONE = new Rows(0, 0, 0);

    /** These counts and {@code more}. */
    public Rows plus(Rows more) {
        if (more.isNone()) {
            return this;
        }
        return isNone() ? more : new Rows(read + more.read, written + more.written, rejected + more.rejected);
    }

    /** Whether all three counts are zero. */
    public boolean isNone() {
        return read == 0 && written == 0 && rejected == 0;
    }
}

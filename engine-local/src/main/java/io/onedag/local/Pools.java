package io.onedag.local;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pools of an engine, shared by its runs. A free slot goes to the waiting run with the highest priority, the one that waits longest
 * among equals. Thread-safe.
 */
final class Pools {

    private final Map<String, Pool> pools = new HashMap<>();
    private long sequence;

    /** What a run waits for in a pool: the best it has. */
    private record Waiter(int priority, long since) {
        static final Comparator<Waiter> BEST =
                Comparator.comparingInt(Waiter::priority).reversed().thenComparingLong(Waiter::since);
    }

    private static final class Pool {
        int used;
        final Map<LocalRun, Waiter> waiting = new HashMap<>();
    }

    /**
     * Takes a slot, or leaves the run waiting for one: it is {@linkplain LocalRun#wake woken} when one may be free.
     *
     * @return whether it has the slot
     */
    synchronized boolean tryAcquire(String name, int slots, LocalRun run, int priority) {
        Pool pool = pools.computeIfAbsent(name, each -> new Pool());
        Waiter before = pool.waiting.get(run);
        var own = before != null && before.priority == priority ? before : new Waiter(priority, sequence++);
        boolean first = pool.waiting.entrySet().stream()
                .filter(each -> each.getKey() != run)
                .allMatch(each -> Waiter.BEST.compare(own, each.getValue()) < 0);
        if (pool.used < slots && first) {
            pool.used++;
            pool.waiting.remove(run);
            if (pool.used < slots) {
                wakeBest(pool);
            }
            return true;
        }
        pool.waiting.put(run, own);
        return false;
    }

    /** Gives a slot back. */
    synchronized void release(String name) {
        Pool pool = pools.get(name);
        if (pool == null || pool.used == 0) {
            throw new IllegalStateException("pool " + name + " has no slot in use");
        }
        pool.used--;
        wakeBest(pool);
    }

    /** A run that can't use a slot of this pool now no longer waits for it. */
    synchronized void withdraw(String name, LocalRun run) {
        Pool pool = pools.get(name);
        if (pool != null && pool.waiting.remove(run) != null) {
            wakeBest(pool);
        }
    }

    private static void wakeBest(Pool pool) {
        @Nullable
        LocalRun best = pool.waiting.entrySet().stream()
                .min(Map.Entry.comparingByValue(Waiter.BEST))
                .map(Map.Entry::getKey)
                .orElse(null);
        if (best != null) {
            best.wake();
        }
    }
}

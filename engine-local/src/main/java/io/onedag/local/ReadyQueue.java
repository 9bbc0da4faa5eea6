package io.onedag.local;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The task runs of one run that may start: by priority, then in the order in which they became ready. Confined by its owner. */
final class ReadyQueue {

    private static final Comparator<TaskRun> ORDER = Comparator.<TaskRun>comparingInt(
                    each -> each.definition().priority())
            .reversed()
            .thenComparingLong(each -> each.sequence);

    private Queue<TaskRun> free = new ArrayDeque<>();
    private final Map<String, Queue<TaskRun>> pooled = new LinkedHashMap<>();
    private boolean priorities;
    private long sequence;

    void add(TaskRun run) {
        run.sequence = sequence++;
        if (!priorities && run.definition().priority() != 0) {
            priorities = true;
            free = byPriority(free);
            pooled.replaceAll((pool, queue) -> byPriority(queue));
        }
        String pool = run.definition().pool();
        if (pool == null) {
            free.add(run);
        } else {
            pooled.computeIfAbsent(pool, each -> priorities ? byPriority(List.of()) : new ArrayDeque<>())
                    .add(run);
        }
    }

    /**
     * Takes the next one.
     *
     * @param acquire takes a slot of the task's pool; asked once for each pool at most
     */
    @Nullable
    TaskRun poll(Predicate<TaskRun> acquire) {
        if (pooled.isEmpty()) {
            return free.poll();
        }
        var heads = new PriorityQueue<>(ORDER);
        if (!free.isEmpty()) {
            heads.add(free.element());
        }
        pooled.values().stream().filter(each -> !each.isEmpty()).forEach(each -> heads.add(each.element()));
        for (TaskRun head = heads.poll(); head != null; head = heads.poll()) {
            String pool = head.definition().pool();
            if (pool == null) {
                return free.remove();
            }
            if (acquire.test(head)) {
                return pooled.getOrDefault(pool, free).remove();
            }
        }
        return null;
    }

    /** The pools that task runs wait for. */
    Iterable<String> pools() {
        return pooled.keySet();
    }

    boolean isEmpty() {
        return free.isEmpty() && pooled.values().stream().allMatch(Queue::isEmpty);
    }

    void clear() {
        free.clear();
        pooled.values().forEach(Queue::clear);
    }

    private static Queue<TaskRun> byPriority(Collection<TaskRun> all) {
        var queue = new PriorityQueue<>(ORDER);
        queue.addAll(all);
        return queue;
    }
}

package io.onedag.local;

import java.util.ArrayList;
import java.util.function.Consumer;

/** The task runs of one run that hold a slot: claimed, and not ended yet. In no order. Confined by its owner. */
final class Active {

    private final ArrayList<TaskRun> all = new ArrayList<>();

    void add(TaskRun run) {
        run.place = all.size();
        all.add(run);
    }

    void remove(TaskRun run) {
        TaskRun last = all.remove(all.size() - 1);
        if (last != run) {
            last.place = run.place;
            all.set(run.place, last);
        }
    }

    int size() {
        return all.size();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void forEach(Consumer<TaskRun> action) {
        all.forEach(action);
    }
}

package io.onedag;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task does: Java code of the user's, or a registered type with its settings. */
public sealed interface TaskBody {

    /**
     * Java code.
     *
     * @param task the code, called once for each attempt
     * @param className the name that counts in the plan hash
     */
    record Code(Task task, String className) implements TaskBody {

        /**
         * Java code under the name of its class, or for a lambda of the class that wrote it, since a lambda's own name changes from one
         * JVM to the next.
         */
        public Code(Task task) {
            this(task, nameOf(task));
        }

        private static String nameOf(Task task) {
            String name = task.getClass().getName();
            int lambda = name.indexOf("$$Lambda");
            return lambda < 0 ? name : name.substring(0, lambda);
        }
    }

    /**
     * A registered type.
     *
     * @param type the type's name
     * @param with its settings as written: JSON-like values, expressions unresolved, in the order of the definition
     */
    record Typed(String type, Map<String, @Nullable Object> with) implements TaskBody {}
}

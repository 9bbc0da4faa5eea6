package io.onedag.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of an engine. */
final class Workers {

    private Workers() {}

    /** Virtual threads where the JVM has them, else daemon threads that go after a minute without work. */
    static ExecutorService create() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (NoSuchMethodException e) {
            return Executors.newCachedThreadPool(daemons("onedag-worker"));
        } catch (Throwable e) {
            throw new IllegalStateException("this JVM has virtual threads but doesn't start them", e);
        }
    }

    static ThreadFactory daemons(String name) {
        var count = new AtomicInteger();
        return body -> {
            var thread = new Thread(body, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}

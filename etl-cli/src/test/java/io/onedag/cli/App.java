package io.onedag.cli;

import io.onedag.Onedag;
import io.onedag.Pipeline;
import io.onedag.TaskResult;
import org.slf4j.LoggerFactory;

/** An application with pipelines of its own. */
public final class App {

    private App() {}

    public static void main(String[] args) {
        Onedag.main(
                args,
                Onedag.pipeline("chatty", App::chatty),
                Onedag.pipeline("stubborn", App::stubborn),
                Onedag.pipeline("broken", () -> {
                    throw new AssertionError("nobody asked for this one");
                }));
    }

    private static Pipeline chatty() {
        return Pipeline.named("chatty")
                .task("talk", context -> {
                    System.out.println("to standard output");
                    System.err.println("to standard error");
                    LoggerFactory.getLogger(App.class).warn("to the log");
                    context.logger().info("to the task's log");
                    return TaskResult.success("ünï©ødé");
                })
                .build();
    }

    /** Takes no notice of interrupts. */
    private static Pipeline stubborn() {
        return Pipeline.named("stubborn")
                .task("wait", context -> {
                    context.logger().info("waiting");
                    while (true) {
                        try {
                            new java.util.concurrent.CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            context.logger().info("not impressed");
                        }
                    }
                })
                .build();
    }
}

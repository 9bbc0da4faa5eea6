package io.onedag.child;

import io.onedag.Effect;
import io.onedag.Pipeline;
import io.onedag.TaskResult;
import io.onedag.engine.PipelineSource;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Declares pipelines, as a jar of an application does. */
public final class Source implements PipelineSource {

    /** Nobody is to call it. */
    public static void main(String[] args) {
        throw new AssertionError("called for a pipeline that is declared");
    }

    @Override
    public Map<String, Supplier<Pipeline>> pipelines() {
        return Map.of("declared", Source::declared, "broken", () -> {
            throw new AssertionError("nobody asked for this one");
        });
    }

    private static Pipeline declared() {
        return Pipeline.named("declared")
                .task("talk", context -> TaskResult.success("declared"))
                .task("long", context -> TaskResult.success("x".repeat(40_000)))
                .task("deaf", context -> {
                    context.logger().info("waiting");
                    while (true) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            context.logger().info("not impressed");
                        }
                    }
                })
                .task(
                        "insert",
                        context -> {
                            try (var statement =
                                    context.resource(Connection.class).createStatement()) {
                                statement.execute("create table made_by_a_child(n integer)");
                                statement.execute("insert into made_by_a_child values (1)");
                            }
                            return TaskResult.success();
                        },
                        task -> task.effect(Effect.TRANSACTIONAL))
                .task(
                        "collide",
                        context -> {
                            try (var statement =
                                    context.resource(Connection.class).createStatement()) {
                                statement.execute(
                                        "create table collided(n integer unique deferrable initially deferred)");
                                statement.execute("insert into collided values (1), (1)");
                            }
                            return TaskResult.success();
                        },
                        task -> task.effect(Effect.TRANSACTIONAL))
                .task("exit", context -> {
                    System.exit(0);
                    return TaskResult.success();
                })
                .build();
    }
}

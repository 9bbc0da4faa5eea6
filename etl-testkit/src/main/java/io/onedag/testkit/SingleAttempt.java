package io.onedag.testkit;

import io.onedag.TaskFailedException;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Settlement;
import io.onedag.engine.RunChange;
import io.onedag.engine.RunStore;
import io.onedag.testkit.manual.ClockTimer;
import io.onedag.testkit.manual.Surroundings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** What an attempt gets that belongs to no run. Its effect is committed by itself. */
final class SingleAttempt implements Attempt.Surroundings, AutoCloseable {

    private final TestBench bench;
    private final ClockTimer timer;

    SingleAttempt(TestBench bench) {
        this.bench = bench;
        this.timer = new ClockTimer(bench.clock());
    }

    /** Commits the effect that waits for the outcome. */
    AttemptResult committed(AttemptResult result) {
        RunStore.EffectTransaction effect = Settlement.effect(result);
        if (effect != null) {
            try (effect) {
                effect.commit(new RunChange(List.of(), null));
            }
        }
        return result;
    }

    @Override
    public ScheduledExecutorService timer() {
        return timer;
    }

    @Override
    public RunStore.EffectTransaction beginEffect() {
        Connection connection = bench.store().openConnection();
        if (connection == null) {
            throw TaskFailedException.fatal("effect transactional needs a database, and " + Surroundings.IN_MEMORY);
        }
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException("can't begin a transaction: " + e.getMessage(), e);
        }
        return new RunStore.EffectTransaction() {
            @Override
            public Connection connection() {
                return connection;
            }

            @Override
            public void commit(RunChange outcome) {
                try {
                    connection.commit();
                } catch (SQLException e) {
                    throw new IllegalStateException("can't commit: " + e.getMessage(), e);
                }
            }

            @Override
            public void close() {
                try (connection) {
                    connection.rollback();
                } catch (SQLException e) {
                    throw new IllegalStateException("can't roll back: " + e.getMessage(), e);
                }
            }
        };
    }

    @Override
    public void processStarted(Attempt attempt, ProcessHandle process) {
        // no run to put it on record for
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

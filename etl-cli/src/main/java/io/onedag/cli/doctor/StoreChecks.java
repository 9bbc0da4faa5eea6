package io.onedag.cli.doctor;

import io.onedag.engine.RunStore;
import io.onedag.engine.StoreException;
import io.onedag.store.StoreAdmin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Looks at the store: whether it can be reached, its schema, its clock. */
public final class StoreChecks {

    private static final Duration MUCH_SKEW = Duration.ofSeconds(5);

    private StoreChecks() {}

    /**
     * All findings.
     *
     * @param admin asked for the store's state
     * @param store opens it; only where it is in order
     */
    public static List<Finding> findings(Supplier<StoreAdmin> admin, Supplier<RunStore> store, Clock clock) {
        var findings = new ArrayList<Finding>();
        try {
            StoreAdmin.Check check = admin.get().check();
            if (!check.problems().isEmpty()) {
                findings.add(new Finding(
                        "store",
                        Finding.Level.FAIL,
                        check.store() + ", version " + check.version() + " (this command knows " + check.known() + ")",
                        check.problems()));
                return findings;
            }
            findings.add(Finding.ok(
                    "store",
                    check.store() + (check.version() == 0 ? "" : ", version " + check.version() + ", in order")));
            if (check.store().contains("PostgreSQL")) {
                findings.add(clock(store, clock));
            }
        } catch (StoreException e) {
            findings.add(Finding.fail(
                    "store",
                    String.valueOf(e.getMessage()),
                    "check DATABASE_URL, and that this machine reaches the server"));
        }
        return findings;
    }

    private static Finding clock(Supplier<RunStore> opens, Clock clock) {
        try (RunStore store = opens.get();
                Connection connection = store.openConnection()) {
            if (connection == null) {
                return Finding.ok("clock", "the store has none of its own");
            }
            try (Statement statement = connection.createStatement()) {
                Instant before = clock.instant();
                try (ResultSet now = statement.executeQuery("select extract(epoch from clock_timestamp()) * 1000")) {
                    now.next();
                    Instant after = clock.instant();
                    return skew(Instant.ofEpochMilli(now.getLong(1)), before, after);
                }
            }
        } catch (SQLException | StoreException e) {
            return Finding.warn("clock", "the store's clock could not be read: " + e.getMessage());
        }
    }

    static Finding skew(Instant theirs, Instant before, Instant after) {
        Instant ours = before.plus(Duration.between(before, after).dividedBy(2));
        Duration skew = Duration.between(ours, theirs).abs();
        String what = "the store's clock and this one are " + skew.toMillis() + " ms apart";
        return skew.compareTo(MUCH_SKEW) < 0
                ? Finding.ok("clock", what)
                : Finding.warn(
                        "clock",
                        what + ": leases go by the store's clock, schedules and the times of tasks by this one",
                        "synchronize both by NTP");
    }
}

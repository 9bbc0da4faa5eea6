package io.onedag.examples.dealership.domain;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the dealership has got: what is loaded, and where the next run goes on.
 *
 * @param previousDate the day of the last purchases; null: there were none
 * @param lastCustomerId the highest customer id in use
 * @param lastTransactionId the highest transaction id in use
 */
public record Watermark(@Nullable LocalDate previousDate, long lastCustomerId, long lastTransactionId) {

    /** Before the first purchase: the first customer is 100000, the first transaction 1. */
    public static final Watermark START = new Watermark(null, 99_999, 0);

    /**
     * Reads a watermark.
     *
     * @throws BadRowException when the row is none
     */
    public static Watermark of(Row row) {
        return new Watermark(
                row.optional("previous_date").isEmpty() ? null : row.date("previous_date"),
                row.number("last_customer_id", 0),
                row.number("last_transaction_id", 0));
    }

    /** The day of the last purchases; empty: there were none. */
    public Optional<LocalDate> date() {
        return Optional.ofNullable(previousDate);
    }

    /** This watermark moved on to include these; it never goes back. */
    public Watermark advancedTo(LocalDate date, long customerId, long transactionId) {
        return new Watermark(
                previousDate == null || date.isAfter(previousDate) ? date : previousDate,
                Math.max(lastCustomerId, customerId),
                Math.max(lastTransactionId, transactionId));
    }
}

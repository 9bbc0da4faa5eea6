package io.onedag.examples.dealership.domain;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A customer's wish about a purchase, and what became of it. One purchase has at most one dispute of each type.
 *
 * @param transactionId the purchase
 * @param type the wish
 * @param customerId who asks
 * @param productId what they say they bought
 * @param filedOn the business day of the first run that saw it
 * @param state what became of it
 * @param reason why it is open or refused; empty: granted
 * @param decidedOn the business day on which it was granted or refused; null: open
 */
public record Dispute(
        long transactionId,
        DisputeType type,
        long customerId,
        long productId,
        LocalDate filedOn,
        DisputeState state,
        String reason,
        @Nullable LocalDate decidedOn) {

    /** What tells one dispute from another. */
    public record Key(long transactionId, DisputeType type) {}

    /**
     * Reads a dispute that nobody has looked at.
     *
     * @param today the business day
     * @throws BadRowException when the row is none
     */
    public static Dispute of(Row row, LocalDate today) {
        return new Dispute(
                row.number("transaction_id", 1),
                DisputeType.of(row.text("dispute_type")),
                row.number("customer_id", 1),
                Product.of(row.number("product_id", 1)).number(),
                today,
                DisputeState.OPEN,
                "nobody has looked at it",
                null);
    }

    /** What tells it from others. */
    public Key key() {
        return new Key(transactionId, type);
    }

    /** When it was granted or refused; empty: it is open. */
    public Optional<LocalDate> decided() {
        return Optional.ofNullable(decidedOn);
    }

    Dispute open(String why) {
        return new Dispute(transactionId, type, customerId, productId, filedOn, DisputeState.OPEN, why, null);
    }

    Dispute granted(LocalDate today) {
        return new Dispute(transactionId, type, customerId, productId, filedOn, DisputeState.GRANTED, "", today);
    }

    Dispute refused(LocalDate today, String why) {
        return new Dispute(transactionId, type, customerId, productId, filedOn, DisputeState.REFUSED, why, today);
    }
}

package io.onedag.examples.dealership.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of disputes.
 *
 * <ul>
 *   <li>a cancellation is granted before the delivery: the car is not delivered and the money goes back
 *   <li>a return for a refund is granted when it was filed until {@code refund_till}: car and money go back
 *   <li>a return for no refund is granted at any time: the car goes back, the money stays
 *   <li>a return waits for the delivery, and a dispute about a purchase that is not on record waits for the purchase
 *   <li>anything else is refused, with the reason
 * </ul>
 */
public final class DisputeRules {

    /**
     * What one dispute comes to.
     *
     * @param dispute granted, refused, or open still
     * @param purchase its purchase afterwards, or null when that is not on record
     */
    public record Ruling(Dispute dispute, @Nullable Purchase purchase) {}

    /**
     * What many disputes come to.
     *
     * @param disputes as they stand now
     * @param purchases all that were looked at, as they stand now
     */
    public record Rulings(List<Dispute> disputes, List<Purchase> purchases) {}

    private DisputeRules() {}

    /** Decides disputes one after the other, each on what the ones before it left. */
    public static Rulings decide(Collection<Dispute> disputes, Collection<Purchase> purchases, LocalDate today) {
        Map<Long, Purchase> byId = new LinkedHashMap<>();
        purchases.forEach(each -> byId.put(each.transactionId(), each.on(today)));
        List<Dispute> decided = new ArrayList<>();
        for (Dispute dispute : disputes) {
            Ruling ruling = decide(dispute, byId.get(dispute.transactionId()), today);
            decided.add(ruling.dispute());
            if (ruling.purchase() != null) {
                byId.put(dispute.transactionId(), ruling.purchase());
            }
        }
        return new Rulings(List.copyOf(decided), List.copyOf(byId.values()));
    }

    /**
     * Decides one dispute.
     *
     * @param purchase the purchase it is about, or null when that is not on record
     * @param today the business day
     */
    public static Ruling decide(Dispute dispute, @Nullable Purchase purchase, LocalDate today) {
        if (dispute.state() != DisputeState.OPEN) {
            return new Ruling(dispute, purchase);
        }
        if (purchase == null) {
            return new Ruling(dispute.open("there is no purchase " + dispute.transactionId() + " yet"), null);
        }
        Purchase now = purchase.on(today);
        String wrong = contradiction(dispute, now);
        if (wrong != null) {
            return refused(dispute, now, today, wrong);
        }
        return switch (now.deliveryState()) {
            case CANCELLED, RETURNED ->
                refused(
                        dispute,
                        now,
                        today,
                        "the purchase is " + now.deliveryState().name().toLowerCase(Locale.ROOT) + " already");
            case SCHEDULED -> beforeDelivery(dispute, now, today);
            case DELIVERED -> afterDelivery(dispute, now, today);
        };
    }

    private static @Nullable String contradiction(Dispute dispute, Purchase purchase) {
        if (dispute.customerId() != purchase.customerId()) {
            return "customer " + purchase.customerId() + " made purchase " + purchase.transactionId() + ", not "
                    + dispute.customerId();
        }
        if (dispute.productId() != purchase.product().number()) {
            return "purchase " + purchase.transactionId() + " is product "
                    + purchase.product().number() + ", not " + dispute.productId();
        }
        return null;
    }

    private static Ruling beforeDelivery(Dispute dispute, Purchase purchase, LocalDate today) {
        return switch (dispute.type()) {
            case CANCELLATION -> granted(dispute, purchase.with(DeliveryState.CANCELLED, RefundState.REFUNDED), today);
            case RETURN_FOR_REFUND, RETURN_FOR_NO_REFUND ->
                new Ruling(dispute.open("waits for the delivery on " + purchase.deliveryDate()), purchase);
        };
    }

    private static Ruling afterDelivery(Dispute dispute, Purchase purchase, LocalDate today) {
        return switch (dispute.type()) {
            case CANCELLATION -> refused(dispute, purchase, today, "it is delivered; return it instead");
            case RETURN_FOR_REFUND ->
                dispute.filedOn().isAfter(purchase.refundTill())
                        ? refused(dispute, purchase, today, "refunds were possible until " + purchase.refundTill())
                        : granted(dispute, purchase.with(DeliveryState.RETURNED, RefundState.REFUNDED), today);
            case RETURN_FOR_NO_REFUND ->
                granted(dispute, purchase.with(DeliveryState.RETURNED, RefundState.WAIVED), today);
        };
    }

    private static Ruling granted(Dispute dispute, Purchase after, LocalDate today) {
        return new Ruling(dispute.granted(today), after);
    }

    private static Ruling refused(Dispute dispute, Purchase purchase, LocalDate today, String why) {
        return new Ruling(dispute.refused(today, why), purchase);
    }
}

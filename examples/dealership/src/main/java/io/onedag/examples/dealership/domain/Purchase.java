package io.onedag.examples.dealership.domain;

import java.time.LocalDate;

/**
 * A sale to a known customer, and where car and money are.
 *
 * @param transactionId unique, counted up from 1
 * @param customerId who bought
 * @param product what
 * @param checkoutType whether the customer was known before
 * @param purchaseDate when
 * @param deliveryDate when it is delivered
 * @param refundTill the last day to return it for a refund
 * @param deliveryState where the car is
 * @param refundState where the money is
 */
public record Purchase(
        long transactionId,
        long customerId,
        Product product,
        CheckoutType checkoutType,
        LocalDate purchaseDate,
        LocalDate deliveryDate,
        LocalDate refundTill,
        DeliveryState deliveryState,
        RefundState refundState) {

    /** What a sale is once its customer is known. */
    public static Purchase of(Sale sale, long customerId, CheckoutType checkoutType) {
        return new Purchase(
                sale.transactionId(),
                customerId,
                sale.product(),
                checkoutType,
                sale.date(),
                sale.deliveryDate(),
                sale.refundTill(),
                sale.delivered() ? DeliveryState.DELIVERED : DeliveryState.SCHEDULED,
                RefundState.NONE);
    }

    /** This purchase as it is on {@code today}: delivered, if its day has come and nobody cancelled it. */
    public Purchase on(LocalDate today) {
        return deliveryState == DeliveryState.SCHEDULED && !today.isBefore(deliveryDate)
                ? with(DeliveryState.DELIVERED, refundState)
                : this;
    }

    /** This purchase with the car and the money elsewhere. */
    public Purchase with(DeliveryState delivery, RefundState refund) {
        return new Purchase(
                transactionId,
                customerId,
                product,
                checkoutType,
                purchaseDate,
                deliveryDate,
                refundTill,
                delivery,
                refund);
    }
}

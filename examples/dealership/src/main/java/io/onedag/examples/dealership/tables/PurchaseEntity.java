package io.onedag.examples.dealership.tables;

import io.onedag.examples.dealership.domain.CheckoutType;
import io.onedag.examples.dealership.domain.DeliveryState;
import io.onedag.examples.dealership.domain.Product;
import io.onedag.examples.dealership.domain.Purchase;
import io.onedag.examples.dealership.domain.RefundState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDate;

/** A row of {@code purchases}. */
@Entity(name = "Purchase")
@Table(name = "purchases")
public class PurchaseEntity {

    @Id
    @Column(name = "transaction_id")
    private long transactionId;

    @Column(name = "customer_id", nullable = false)
    private long customerId;

    @Column(name = "product_id", nullable = false)
    private int productId;

    @Column(name = "checkout_type", nullable = false)
    private String checkoutType = "";

    @Column(name = "purchase_date", nullable = false)
    private LocalDate purchaseDate = LocalDate.EPOCH;

    @Column(name = "delivery_date", nullable = false)
    private LocalDate deliveryDate = LocalDate.EPOCH;

    @Column(name = "refund_till", nullable = false)
    private LocalDate refundTill = LocalDate.EPOCH;

    @Column(name = "delivery_state", nullable = false)
    @Enumerated(EnumType.STRING)
    private DeliveryState deliveryState = DeliveryState.SCHEDULED;

    @Column(name = "refund_state", nullable = false)
    @Enumerated(EnumType.STRING)
    private RefundState refundState = RefundState.NONE;

    /** For Hibernate. */
    protected PurchaseEntity() {}

    /** The row of a purchase. */
    public PurchaseEntity(Purchase purchase) {
        this.transactionId = purchase.transactionId();
        this.customerId = purchase.customerId();
        this.productId = purchase.product().number();
        this.checkoutType = purchase.checkoutType().label();
        this.purchaseDate = purchase.purchaseDate();
        this.deliveryDate = purchase.deliveryDate();
        this.refundTill = purchase.refundTill();
        this.deliveryState = purchase.deliveryState();
        this.refundState = purchase.refundState();
    }

    /** The purchase of this row. */
    public Purchase toPurchase() {
        return new Purchase(
                transactionId,
                customerId,
                Product.of(productId),
                CheckoutType.of(checkoutType),
                purchaseDate,
                deliveryDate,
                refundTill,
                deliveryState,
                refundState);
    }
}

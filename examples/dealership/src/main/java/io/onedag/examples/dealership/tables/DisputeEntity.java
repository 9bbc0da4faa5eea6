package io.onedag.examples.dealership.tables;

import io.onedag.examples.dealership.domain.Dispute;
import io.onedag.examples.dealership.domain.DisputeState;
import io.onedag.examples.dealership.domain.DisputeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A row of {@code disputes}. */
@Entity(name = "Dispute")
@Table(name = "disputes")
@IdClass(DisputeEntity.Key.class)
public class DisputeEntity {

    /**
     * What tells one row from another.
     *
     * @param transactionId the purchase
     * @param type the dispute type's label
     */
    public record Key(long transactionId, String type) implements Serializable {}

    @Id
    @Column(name = "transaction_id")
    private long transactionId;

    @Id
    @Column(name = "dispute_type")
    private String type = "";

    @Column(name = "customer_id", nullable = false)
    private long customerId;

    @Column(name = "product_id", nullable = false)
    private long productId;

    @Column(name = "filed_on", nullable = false)
    private LocalDate filedOn = LocalDate.EPOCH;

    @Column(name = "state", nullable = false)
    @Enumerated(EnumType.STRING)
    private DisputeState state = DisputeState.OPEN;

    @Column(name = "reason", nullable = false)
    private String reason = "";

    @Column(name = "decided_on")
    private @Nullable LocalDate decidedOn;

    /** For Hibernate. */
    protected DisputeEntity() {}

    /** The row of a dispute. */
    public DisputeEntity(Dispute dispute) {
        this.transactionId = dispute.transactionId();
        this.type = dispute.type().label();
        this.customerId = dispute.customerId();
        this.productId = dispute.productId();
        this.filedOn = dispute.filedOn();
        this.state = dispute.state();
        this.reason = dispute.reason();
        this.decidedOn = dispute.decidedOn();
    }

    /** The dispute of this row. */
    public Dispute toDispute() {
        return new Dispute(
                transactionId, DisputeType.of(type), customerId, productId, filedOn, state, reason, decidedOn);
    }
}

package io.onedag.examples.dealership.tables;

import io.onedag.examples.dealership.domain.Watermark;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The one row of {@code watermark}. */
@Entity(name = "Watermark")
@Table(name = "watermark")
public class WatermarkEntity {

    /** The key of the one row. */
    public static final String NAME = "dealership";

    @Id
    @Column(name = "name")
    private String name = NAME;

    @Column(name = "previous_date")
    private @Nullable LocalDate previousDate;

    @Column(name = "last_customer_id", nullable = false)
    private long lastCustomerId;

    @Column(name = "last_transaction_id", nullable = false)
    private long lastTransactionId;

    @Column(name = "run_key", nullable = false)
    private String runKey = "";

    /** For Hibernate. */
    protected WatermarkEntity() {}

    /**
     * The row of a watermark.
     *
     * @param runKey the key of the run that moved it there
     */
    public WatermarkEntity(Watermark watermark, String runKey) {
        this.runKey = runKey;
        this.previousDate = watermark.previousDate();
        this.lastCustomerId = watermark.lastCustomerId();
        this.lastTransactionId = watermark.lastTransactionId();
    }

    /** The watermark of this row. */
    public Watermark toWatermark() {
        return new Watermark(previousDate, lastCustomerId, lastTransactionId);
    }

    /** The key of the run that moved it there. */
    public String runKey() {
        return runKey;
    }
}

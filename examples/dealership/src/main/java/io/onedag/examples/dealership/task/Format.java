package io.onedag.examples.dealership.task;

import io.onedag.Dataset;
import io.onedag.TaskContext;
import io.onedag.examples.dealership.domain.CheckoutType;
import io.onedag.examples.dealership.domain.Customer;
import io.onedag.examples.dealership.domain.DeliveryState;
import io.onedag.examples.dealership.domain.Dispute;
import io.onedag.examples.dealership.domain.DisputeState;
import io.onedag.examples.dealership.domain.DisputeType;
import io.onedag.examples.dealership.domain.Numbered;
import io.onedag.examples.dealership.domain.Product;
import io.onedag.examples.dealership.domain.Purchase;
import io.onedag.examples.dealership.domain.RefundState;
import io.onedag.examples.dealership.domain.Row;
import io.onedag.examples.dealership.domain.Sale;
import io.onedag.tasks.dataset.DatasetReader;
import io.onedag.tasks.dataset.DatasetWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How values travel between tasks: as the rows of a dataset.
 *
 * @param columns the names of the columns
 * @param write the columns' values
 * @param read the value of a row
 */
public record Format<T>(List<String> columns, Function<T, @Nullable Object[]> write, Function<Row, T> read) {

    /** Sales, with the line of {@code purchase.csv} that they come from. */
    public static final Format<Numbered<Sale>> SALES = new Format<>(
            List.of(
                    "line",
                    "transaction_id",
                    "customer_id",
                    "first_name",
                    "last_name",
                    "email_address",
                    "product_id",
                    "purchase_date",
                    "delivery_date",
                    "refund_till",
                    "delivered"),
            each -> {
                Sale sale = each.value();
                return new @Nullable Object[] {
                    each.line(),
                    sale.transactionId(),
                    sale.customerId(),
                    sale.firstName(),
                    sale.lastName(),
                    sale.email(),
                    sale.product().number(),
                    sale.date(),
                    sale.deliveryDate(),
                    sale.refundTill(),
                    sale.delivered()
                };
            },
            row -> new Numbered<>(row.number("line", 0), Sale.of(row)));

    /** Customers. */
    public static final Format<Customer> CUSTOMERS = new Format<>(
            List.of("customer_id", "first_name", "last_name", "email_address"),
            customer ->
                    new @Nullable Object[] {customer.id(), customer.firstName(), customer.lastName(), customer.email()},
            Customer::of);

    /** Purchases. */
    public static final Format<Purchase> PURCHASES = new Format<>(
            List.of(
                    "transaction_id",
                    "customer_id",
                    "product_id",
                    "checkout_type",
                    "purchase_date",
                    "delivery_date",
                    "refund_till",
                    "delivery_state",
                    "refund_state"),
            purchase -> new @Nullable Object[] {
                purchase.transactionId(),
                purchase.customerId(),
                purchase.product().number(),
                purchase.checkoutType().label(),
                purchase.purchaseDate(),
                purchase.deliveryDate(),
                purchase.refundTill(),
                purchase.deliveryState(),
                purchase.refundState()
            },
            row -> new Purchase(
                    row.number("transaction_id", 1),
                    row.number("customer_id", 1),
                    Product.of(row.number("product_id", 1)),
                    CheckoutType.of(row.text("checkout_type")),
                    row.date("purchase_date"),
                    row.date("delivery_date"),
                    row.date("refund_till"),
                    DeliveryState.valueOf(row.text("delivery_state")),
                    RefundState.valueOf(row.text("refund_state"))));

    /** Disputes. */
    public static final Format<Dispute> DISPUTES = new Format<>(
            List.of(
                    "transaction_id",
                    "dispute_type",
                    "customer_id",
                    "product_id",
                    "filed_on",
                    "state",
                    "reason",
                    "decided_on"),
            dispute -> new @Nullable Object[] {
                dispute.transactionId(),
                dispute.type().label(),
                dispute.customerId(),
                dispute.productId(),
                dispute.filedOn(),
                dispute.state(),
                dispute.reason(),
                dispute.decidedOn()
            },
            row -> new Dispute(
                    row.number("transaction_id", 1),
                    DisputeType.of(row.text("dispute_type")),
                    row.number("customer_id", 1),
                    row.number("product_id", 1),
                    row.date("filed_on"),
                    DisputeState.valueOf(row.text("state")),
                    row.optional("reason"),
                    row.optional("decided_on").isEmpty() ? null : row.date("decided_on")));

    /** The value of a row whose missing texts are null. */
    T of(Map<String, @Nullable String> row) {
        return read.apply(toRow(row));
    }

    private static Row toRow(Map<String, @Nullable String> row) {
        var values = new LinkedHashMap<String, String>();
        row.forEach((column, value) -> values.put(column, value == null ? "" : value));
        return new Row(values);
    }

    /** Writes values as a dataset of this attempt; the answer goes into the task's output. */
    Map<String, Object> toDataset(TaskContext context, String name, Collection<T> values) throws IOException {
        try (var rows = DatasetWriter.create(context, name, columns)) {
            values.forEach(each -> rows.write(write.apply(each)));
            return rows.finish().toOutput();
        }
    }

    /** Reads the values of a dataset that an upstream's output refers to. */
    List<T> fromDataset(@Nullable Object reference) throws IOException {
        var values = new ArrayList<T>();
        for (Row row : rows(Dataset.fromOutput(reference))) {
            values.add(read.apply(row));
        }
        return values;
    }

    /** The rows of a dataset. */
    static List<Row> rows(Dataset dataset) throws IOException {
        if (dataset.columns().isEmpty()) {
            return List.of(); // a file that isn't there
        }
        var rows = new ArrayList<Row>();
        try (var reader = DatasetReader.open(dataset)) {
            while (reader.next()) {
                rows.add(toRow(reader.toMap()));
            }
        }
        return rows;
    }
}

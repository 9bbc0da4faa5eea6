package io.onedag.examples.dealership.domain;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the till reports: someone bought a car. Who that is among the {@linkplain CustomerBook customers} is another question.
 *
 * @param transactionId unique, counted up from 1
 * @param customerId the customer's id where the till knows it, or null
 * @param firstName the buyer's first name
 * @param lastName the buyer's last name
 * @param email the buyer's e-mail address
 * @param product what was bought
 * @param date when
 * @param delivered whether the till already knows of the delivery
 */
public record Sale(
        long transactionId,
        @Nullable Long customerId,
        String firstName,
        String lastName,
        String email,
        Product product,
        LocalDate date,
        boolean delivered) {

    /** How many days after its purchase a car may be returned for a refund. */
    public static final int REFUND_DAYS = 30;

    /**
     * Reads a sale, and checks that its dates keep the dealership's promises.
     *
     * @throws BadRowException when the row is no sale
     */
    public static Sale of(Row row) {
        var sale = new Sale(
                row.number("transaction_id", 1),
                row.optional("customer_id").isEmpty() ? null : row.number("customer_id", 1),
                row.text("first_name"),
                row.text("last_name"),
                row.email("email_address"),
                Product.of(row.number("product_id", 1)),
                row.date("purchase_date"),
                row.flag("delivered"));
        sale.expect("delivery_date", row.date("delivery_date"), sale.deliveryDate());
        sale.expect("refund_till", row.date("refund_till"), sale.refundTill());
        return sale;
    }

    /** When it is delivered: as many days after the purchase as the product's number. */
    public LocalDate deliveryDate() {
        return date.plusDays(product.number());
    }

    /** The last day to return it for a refund. */
    public LocalDate refundTill() {
        return date.plusDays(REFUND_DAYS);
    }

    private void expect(String column, LocalDate is, LocalDate expected) {
        if (!is.equals(expected)) {
            throw new BadRowException(column + " is " + is + "; for product " + product.number() + " bought on " + date
                    + " it has to be " + expected);
        }
    }
}

package io.onedag.examples.dealership.domain;

import java.util.Locale;

/**
 * Someone who bought something. Two records with the same e-mail address, whatever its case, are the same person.
 *
 * @param id from 100000 on
 * @param firstName the first name
 * @param lastName the last name
 * @param email as they wrote it
 */
public record Customer(long id, String firstName, String lastName, String email) {

    /**
     * Reads a customer.
     *
     * @throws BadRowException when the row is none
     */
    public static Customer of(Row row) {
        return new Customer(
                row.number("customer_id", 1),
                row.text("first_name"),
                row.text("last_name"),
                row.email("email_address"));
    }

    /** What an e-mail address is recognised by. */
    public static String emailKey(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    /** What this customer is recognised by. */
    public String emailKey() {
        return emailKey(email);
    }
}

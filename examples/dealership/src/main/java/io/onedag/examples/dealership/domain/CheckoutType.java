package io.onedag.examples.dealership.domain;

import java.util.Arrays;

/** Whether the dealership had met the buyer before. */
public enum CheckoutType {
    /** Nobody of this e-mail address was known. */
    FIRST_TIME("First Time Customer"),
    /** The e-mail address belongs to a known customer. */
    REPEAT("Repeat Customer");

    private final String label;

    CheckoutType(String label) {
        this.label = label;
    }

    /** How files and tables write it. */
    public String label() {
        return label;
    }

    /**
     * The type of a label.
     *
     * @throws BadRowException when there is none
     */
    public static CheckoutType of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new BadRowException("checkout_type is \"" + label + "\""));
    }
}

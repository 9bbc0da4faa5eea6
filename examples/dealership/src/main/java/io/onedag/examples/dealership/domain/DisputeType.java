package io.onedag.examples.dealership.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a customer asks for. */
public enum DisputeType {
    /** Not to have the car delivered, and the money back. */
    CANCELLATION,
    /** To give the car back for its price. */
    RETURN_FOR_REFUND,
    /** To give the car back for nothing. */
    RETURN_FOR_NO_REFUND;

    /** How files and tables write it: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The type of a label, in any case.
     *
     * @throws BadRowException when there is none
     */
    public static DisputeType of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equalsIgnoreCase(label))
                .findFirst()
                .orElseThrow(() -> new BadRowException("dispute_type is \"" + label + "\"; it has to be one of "
                        + Arrays.stream(values()).map(DisputeType::label).collect(Collectors.joining(", "))));
    }
}

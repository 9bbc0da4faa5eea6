package io.onedag.examples.miniproject.domain;

import io.onedag.examples.miniproject.domain.Fields.ProblemException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks orders against the customers that are known. Not thread-safe. */
public final class Orders {

    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,2})?");
    private static final int CENTS = 2;

    private final Customers customers;
    private final Set<String> seen = new HashSet<>();

    /** Checks against these customers, which are all known by now. */
    public Orders(Customers customers) {
        this.customers = customers;
    }

    /** Checks a record: an id, a customer that is valid, a time with its offset, an amount of money; each id once. */
    public Verdict check(@Nullable Object record) {
        var content = new LinkedHashMap<String, @Nullable Object>();
        try {
            Map<?, ?> fields = Fields.object(record);
            String id = Fields.text(fields, "order_id");
            content.put("order_id", id);
            String customer = Fields.text(fields, "customer_id");
            content.put("customer_id", customer);
            content.put("amount_cents", cents(Fields.text(fields, "amount")));
            content.put("ordered_on", day(Fields.text(fields, "ordered_at")));
            String country = customers.country(customer);
            if (country == null) {
                throw new ProblemException("there is no valid customer " + Fields.quoted(customer));
            }
            content.put("country", country);
            if (!seen.add(id)) {
                throw new ProblemException("order " + Fields.quoted(id) + " is there twice; the first one counts");
            }
            return Verdict.valid(content);
        } catch (ProblemException e) {
            return Verdict.invalid(content, e.problem());
        }
    }

    private static long cents(String amount) throws ProblemException {
        if (!AMOUNT.matcher(amount).matches()) {
            throw new ProblemException("amount is " + Fields.quoted(amount) + ", no amount of money");
        }
        return new BigDecimal(amount).movePointRight(CENTS).longValueExact();
    }

    private static String day(String time) throws ProblemException {
        try {
            return OffsetDateTime.parse(time)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toLocalDate()
                    .toString();
        } catch (DateTimeParseException e) {
            throw new ProblemException("ordered_at is " + Fields.quoted(time) + ", no time with its offset");
        }
    }
}

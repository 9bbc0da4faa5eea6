package io.onedag.examples.dealership.domain;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dealership's customers. It recognises a buyer by the e-mail address, in any case, so that nobody is in it twice; a new one gets
 * the next id. Not thread-safe.
 */
public final class CustomerBook {

    private final Map<String, Customer> byEmail = new HashMap<>();
    private final Map<Long, Customer> byId = new HashMap<>();
    private final Map<Long, Customer> changed = new LinkedHashMap<>();
    private long lastId;

    /**
     * Opens the book.
     *
     * @param known the customers on record, at least those that will be asked for
     * @param lastId the highest id in use
     */
    public CustomerBook(Collection<Customer> known, long lastId) {
        this.lastId = lastId;
        known.forEach(this::put);
    }

    /**
     * Writes a customer down who comes with an id. One who is on record under this id gets the new name and address.
     *
     * @throws BadRowException when the e-mail address belongs to somebody else
     */
    public void register(Customer customer) {
        Customer same = byEmail.get(customer.emailKey());
        if (same != null && same.id() != customer.id()) {
            throw new BadRowException("email_address " + customer.email() + " belongs to customer " + same.id()
                    + ", not " + customer.id());
        }
        if (!customer.equals(same)) {
            put(customer);
            changed.put(customer.id(), customer);
        }
    }

    /**
     * Keeps the ids that these sales come with from being given to others.
     */
    public void reserve(Collection<Sale> sales) {
        for (Sale sale : sales) {
            Long id = sale.customerId();
            lastId = id == null ? lastId : Math.max(lastId, id);
        }
    }

    /**
     * Says who made a sale. A buyer who isn't on record becomes a customer: with the id that the sale comes with, else with the next.
     *
     * @throws BadRowException when the sale comes with the id of somebody else
     */
    public Purchase recognise(Sale sale) {
        Customer known = byEmail.get(Customer.emailKey(sale.email()));
        if (known != null) {
            return Purchase.of(sale, known.id(), CheckoutType.REPEAT);
        }
        Long claimed = sale.customerId();
        Customer other = claimed == null ? null : byId.get(claimed);
        if (other != null) {
            throw new BadRowException(
                    "customer_id " + claimed + " belongs to " + other.email() + ", not " + sale.email());
        }
        long id = claimed == null ? lastId + 1 : claimed;
        var customer = new Customer(id, sale.firstName(), sale.lastName(), sale.email());
        put(customer);
        changed.put(id, customer);
        return Purchase.of(sale, id, CheckoutType.FIRST_TIME);
    }

    /** The customers that are new or were changed, in the order in which they came. */
    public List<Customer> changed() {
        return List.copyOf(changed.values());
    }

    /** The highest id in use. */
    public long lastId() {
        return lastId;
    }

    private void put(Customer customer) {
        Customer before = byId.put(customer.id(), customer);
        if (before != null) {
            byEmail.remove(before.emailKey());
        }
        byEmail.put(customer.emailKey(), customer);
        lastId = Math.max(lastId, customer.id());
    }
}

package io.onedag.examples.dealership.tables;

import io.onedag.examples.dealership.domain.Customer;
import io.onedag.examples.dealership.domain.DeliveryState;
import io.onedag.examples.dealership.domain.Dispute;
import io.onedag.examples.dealership.domain.DisputeState;
import io.onedag.examples.dealership.domain.Purchase;
import io.onedag.examples.dealership.domain.Watermark;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/** What the tasks ask of the tables. Lives as long as its session; not thread-safe. */
public final class Ledger {

    /** A database takes only so many parameters at once. */
    private static final int CHUNK = 500;

    private final Session session;

    /** The tables that a session sees. */
    public Ledger(Session session) {
        this.session = session;
    }

    /** The watermark; empty before the first load. */
    public Optional<Watermark> watermark() {
        return Optional.ofNullable(session.find(WatermarkEntity.class, WatermarkEntity.NAME))
                .map(WatermarkEntity::toWatermark);
    }

    /** The customers with one of these {@linkplain Customer#emailKey() addresses}, or one of these ids. */
    public List<Customer> customers(Collection<String> emailKeys, Collection<Long> ids) {
        var found = new ArrayList<CustomerEntity>();
        found.addAll(in("from Customer where emailKey in :values", CustomerEntity.class, emailKeys));
        found.addAll(in("from Customer where id in :values", CustomerEntity.class, ids));
        return found.stream().map(CustomerEntity::toCustomer).distinct().toList();
    }

    /** The purchases of these transactions, as far as they are there. */
    public List<Purchase> purchases(Collection<Long> transactionIds) {
        return in("from Purchase where transactionId in :values", PurchaseEntity.class, transactionIds).stream()
                .map(PurchaseEntity::toPurchase)
                .toList();
    }

    /** The purchases to be delivered until {@code day}, and not delivered on record. */
    public List<Purchase> due(LocalDate day) {
        return session
                .createSelectionQuery(
                        "from Purchase where deliveryState = :scheduled and deliveryDate <= :day order by transactionId",
                        PurchaseEntity.class)
                .setParameter("scheduled", DeliveryState.SCHEDULED)
                .setParameter("day", day)
                .getResultList()
                .stream()
                .map(PurchaseEntity::toPurchase)
                .toList();
    }

    /** The disputes about these transactions. */
    public List<Dispute> disputes(Collection<Long> transactionIds) {
        return in("from Dispute where transactionId in :values", DisputeEntity.class, transactionIds).stream()
                .map(DisputeEntity::toDispute)
                .toList();
    }

    /** The disputes that are not decided, the oldest first. */
    public List<Dispute> openDisputes() {
        return session
                .createSelectionQuery(
                        "from Dispute where state = :open order by filedOn, transactionId, type", DisputeEntity.class)
                .setParameter("open", DisputeState.OPEN)
                .getResultList()
                .stream()
                .map(DisputeEntity::toDispute)
                .toList();
    }

    /** How many rows there are of an entity. */
    public long count(String entity) {
        return session.createSelectionQuery("select count(*) from " + entity, Long.class)
                .getSingleResult();
    }

    private <E, V> List<E> in(String query, Class<E> type, Collection<V> values) {
        var all = List.copyOf(values);
        var found = new ArrayList<E>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            found.addAll(session.createSelectionQuery(query, type)
                    .setParameterList("values", all.subList(from, Math.min(from + CHUNK, all.size())))
                    .getResultList());
        }
        return found;
    }
}

package io.onedag.examples.dealership.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sales that a run takes in: those of the next day in the file, and where the file has none, those of a day that
 * {@link SalesGenerator} makes up. Sales that the file had earlier and that are not loaded (a row that was bad and has been corrected)
 * come along, whatever their day.
 *
 * @param day the business day, never before the watermark's
 * @param sales by transaction id
 * @param generated how many of them were made up
 * @param waiting how many sales of later days are left for the next runs
 * @param refused sales of the file that can't be, and why
 * @param lastTransactionId the highest transaction id that is taken
 */
public record SalesIntake(
        LocalDate day,
        List<Numbered<Sale>> sales,
        int generated,
        int waiting,
        List<Refusal> refused,
        long lastTransactionId) {

    /** A sale of the file that can't be. */
    public record Refusal(Numbered<Sale> sale, String why) {}

    /**
     * Takes in the sales since the watermark.
     *
     * @param file the sales of the file, in its order
     * @param badIds transaction ids of rows that are no sales: nobody else gets them, so that the rows can be corrected
     * @param loaded the purchases on record among those of the file
     * @param seed for {@link SalesGenerator}
     */
    public static SalesIntake of(
            Watermark since,
            List<Numbered<Sale>> file,
            Collection<Long> badIds,
            Collection<Purchase> loaded,
            String seed) {
        List<Refusal> refused = new ArrayList<>();
        List<Numbered<Sale>> absent = absent(file, loaded, refused);
        List<Numbered<Sale>> taken = new ArrayList<>();
        List<Numbered<Sale>> fresh = new ArrayList<>();
        absent.forEach(each -> (each.value().transactionId() <= since.lastTransactionId() ? taken : fresh).add(each));

        Optional<LocalDate> next =
                fresh.stream().map(each -> each.value().date()).min(Comparator.naturalOrder());
        Watermark from = new Watermark(
                since.previousDate(), since.lastCustomerId(), Math.max(since.lastTransactionId(), kept(file, badIds)));
        int made = 0;
        if (next.isPresent()) {
            fresh.stream()
                    .filter(each -> each.value().date().equals(next.get()))
                    .forEach(taken::add);
        } else {
            List<Sale> sales = SalesGenerator.generate(from, seed);
            sales.forEach(each -> taken.add(new Numbered<>(0, each)));
            made = sales.size();
        }
        int waiting = absent.size() + made - taken.size();
        taken.sort(Comparator.comparing(each -> each.value().transactionId()));
        LocalDate day = taken.get(taken.size() - 1).value().date();
        long last = taken.get(taken.size() - 1).value().transactionId();
        return new SalesIntake(
                since.date().filter(day::isBefore).orElse(day),
                List.copyOf(taken),
                made,
                waiting,
                List.copyOf(refused),
                Math.max(since.lastTransactionId(), last));
    }

    /** The sales of the file that are not on record; a transaction id that two sales claim belongs to the first. */
    private static List<Numbered<Sale>> absent(
            List<Numbered<Sale>> file, Collection<Purchase> loaded, List<Refusal> refused) {
        Map<Long, Purchase> onRecord = new HashMap<>();
        loaded.forEach(each -> onRecord.put(each.transactionId(), each));
        Map<Long, Long> lines = new HashMap<>();
        List<Numbered<Sale>> absent = new ArrayList<>();
        for (Numbered<Sale> each : file) {
            Sale sale = each.value();
            Long before = lines.putIfAbsent(sale.transactionId(), each.line());
            Purchase purchase = onRecord.get(sale.transactionId());
            if (before != null) {
                refused.add(new Refusal(each, "transaction_id " + sale.transactionId() + " is that of line " + before));
            } else if (purchase == null) {
                absent.add(each);
            } else if (!purchase.purchaseDate().equals(sale.date())
                    || purchase.product().number() != sale.product().number()) {
                refused.add(new Refusal(
                        each,
                        "transaction_id " + sale.transactionId() + " is loaded already, as product "
                                + purchase.product().number() + " bought on " + purchase.purchaseDate()
                                + "; give the row an id of its own"));
            }
        }
        return absent;
    }

    /** The highest id that is kept for a row to be corrected. Ids far beyond those of the file are part of what is bad. */
    private static long kept(List<Numbered<Sale>> file, Collection<Long> badIds) {
        long highest = file.stream()
                .mapToLong(each -> each.value().transactionId())
                .max()
                .orElse(0);
        return badIds.stream()
                .mapToLong(Long::longValue)
                .filter(id -> id <= highest + badIds.size())
                .max()
                .orElse(0);
    }
}

package io.onedag.examples.dealership.task;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.examples.dealership.domain.Dispute;
import io.onedag.examples.dealership.domain.DisputeRules;
import io.onedag.examples.dealership.domain.DisputeState;
import io.onedag.examples.dealership.domain.Numbered;
import io.onedag.examples.dealership.domain.Purchase;
import io.onedag.examples.dealership.tables.Ledger;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Delivers what is due on the business day, and decides the disputes of {@code dispute.csv} and those that are open on record. */
public final class ApplyDisputes implements Task {

    static final String FILE = "dispute.csv";

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        InputFile file = InputFile.of(context, "dispute_csv", context.param("data", String.class) + "/" + FILE);
        LocalDate today = LocalDate.parse(
                String.valueOf(context.output("sales", Map.class).get("day")));
        List<Purchase> fresh = Format.PURCHASES.fromDataset(
                context.output("customers", Map.class).get("purchases"));
        try (var rejects = new Rejects(context)) {
            Ledger ledger = new Ledger(context.resource(Session.class));
            List<Dispute> disputes = undecided(file, today, ledger, rejects);
            Map<Long, Purchase> before = new LinkedHashMap<>();
            ledger.due(today).forEach(each -> before.put(each.transactionId(), each));
            ledger.purchases(disputes.stream().map(Dispute::transactionId).toList())
                    .forEach(each -> before.put(each.transactionId(), each));
            Map<Long, Purchase> all = new LinkedHashMap<>(before);
            fresh.forEach(each -> all.put(each.transactionId(), each));

            DisputeRules.Rulings rulings = DisputeRules.decide(disputes, all.values(), today);
            List<Purchase> changed = rulings.purchases().stream()
                    .filter(each -> !each.equals(before.get(each.transactionId())))
                    .toList();
            context.addRows(new Rows(
                    file.rows().size(), changed.size() + rulings.disputes().size(), 0));
            return TaskResult.success(output(context, changed, fresh.size(), rulings.disputes(), rejects));
        }
    }

    /** The disputes that are open on record, and those of the file that are not on record. */
    private static List<Dispute> undecided(InputFile file, LocalDate today, Ledger ledger, Rejects rejects)
            throws IOException {
        List<Numbered<Dispute>> filed = file.values(row -> Dispute.of(row, today), rejects);
        Map<Dispute.Key, Dispute> undecided = new LinkedHashMap<>();
        ledger.openDisputes().forEach(each -> undecided.put(each.key(), each));
        Map<Dispute.Key, Dispute> onRecord = new HashMap<>();
        ledger.disputes(filed.stream().map(each -> each.value().transactionId()).toList())
                .forEach(each -> onRecord.put(each.key(), each));
        Map<Dispute.Key, Long> lines = new HashMap<>();
        for (Numbered<Dispute> each : filed) {
            Dispute.Key key = each.value().key();
            Long earlier = lines.putIfAbsent(key, each.line());
            if (earlier != null) {
                rejects.add(file, each.line(), "this is the dispute of line " + earlier + " again");
            } else if (!onRecord.containsKey(key)) {
                undecided.put(key, each.value());
            }
        }
        return List.copyOf(undecided.values());
    }

    private static Map<String, @Nullable Object> output(
            TaskContext context, List<Purchase> changed, int fresh, List<Dispute> disputes, Rejects rejects)
            throws IOException {
        var states = new LinkedHashMap<String, Object>();
        for (DisputeState state : DisputeState.values()) {
            states.put(
                    state.name().toLowerCase(java.util.Locale.ROOT),
                    disputes.stream().filter(each -> each.state() == state).count());
        }
        context.logger()
                .info(
                        "{} disputes: {} granted, {} refused, {} open; {} earlier purchases changed",
                        disputes.size(),
                        states.get("granted"),
                        states.get("refused"),
                        states.get("open"),
                        changed.size() - fresh);
        for (Dispute dispute : disputes) {
            if (dispute.state() == DisputeState.REFUSED) {
                context.logger()
                        .info(
                                "{} of purchase {} is refused: {}",
                                dispute.type().label(),
                                dispute.transactionId(),
                                dispute.reason());
            }
        }
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("purchases", Format.PURCHASES.toDataset(context, "purchases", changed));
        output.put("disputes", Format.DISPUTES.toDataset(context, "disputes", disputes));
        output.putAll(states);
        output.put("rejects", rejects.finish());
        return output;
    }
}

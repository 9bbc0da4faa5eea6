package io.onedag.examples.dealership.task;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.examples.dealership.domain.BadRowException;
import io.onedag.examples.dealership.domain.CheckoutType;
import io.onedag.examples.dealership.domain.Customer;
import io.onedag.examples.dealership.domain.CustomerBook;
import io.onedag.examples.dealership.domain.Numbered;
import io.onedag.examples.dealership.domain.Purchase;
import io.onedag.examples.dealership.domain.Sale;
import io.onedag.examples.dealership.domain.Watermark;
import io.onedag.examples.dealership.tables.Ledger;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Says who made each sale: a customer on record or in {@code customer.csv}, recognised by the e-mail address, or a new one. */
public final class DefineCustomers implements Task {

    static final String FILE = "customer.csv";

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        String folder = context.param("data", String.class);
        InputFile customerFile = InputFile.of(context, "customer_csv", folder + "/" + FILE);
        InputFile saleFile = InputFile.of(context, "purchase_csv", folder + "/" + NewSales.FILE);
        Watermark since = ReadWatermark.fromOutput(context.output("watermark", Map.class));
        Map<?, ?> intake = context.output("sales", Map.class);
        List<Numbered<Sale>> sales = Format.SALES.fromDataset(intake.get("sales"));
        try (var rejects = new Rejects(context)) {
            List<Numbered<Customer>> customers = customerFile.values(Customer::of, rejects);
            CustomerBook book = new CustomerBook(
                    onRecord(new Ledger(context.resource(Session.class)), customers, sales), since.lastCustomerId());
            for (Numbered<Customer> each : customers) {
                try {
                    book.register(each.value());
                } catch (BadRowException e) {
                    rejects.add(customerFile, each.line(), e.getMessage());
                }
            }
            book.reserve(sales.stream().map(Numbered::value).toList());
            List<Purchase> purchases = new ArrayList<>();
            for (Numbered<Sale> each : sales) {
                try {
                    purchases.add(book.recognise(each.value()));
                } catch (BadRowException e) {
                    rejects.add(saleFile, each.line(), e.getMessage());
                }
            }
            context.addRows(
                    new Rows(customers.size() + sales.size(), book.changed().size() + purchases.size(), 0));
            Watermark after = since.advancedTo(
                    LocalDate.parse(String.valueOf(intake.get("day"))),
                    book.lastId(),
                    ((Number) intake.get("last_transaction_id")).longValue());
            return TaskResult.success(output(context, book, purchases, after, rejects));
        }
    }

    private static List<Customer> onRecord(
            Ledger ledger, List<Numbered<Customer>> customers, List<Numbered<Sale>> sales) {
        Set<String> emails = new HashSet<>();
        Set<Long> ids = new HashSet<>();
        customers.forEach(each -> {
            emails.add(each.value().emailKey());
            ids.add(each.value().id());
        });
        sales.forEach(each -> {
            emails.add(Customer.emailKey(each.value().email()));
            Long id = each.value().customerId();
            if (id != null) {
                ids.add(id);
            }
        });
        return ledger.customers(emails, ids);
    }

    private static Map<String, @Nullable Object> output(
            TaskContext context, CustomerBook book, List<Purchase> purchases, Watermark after, Rejects rejects)
            throws IOException {
        long repeats = purchases.stream()
                .filter(each -> each.checkoutType() == CheckoutType.REPEAT)
                .count();
        context.logger()
                .info(
                        "{} new or changed customers; {} of {} purchases are by repeat customers",
                        book.changed().size(),
                        repeats,
                        purchases.size());
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("customers", Format.CUSTOMERS.toDataset(context, "customers", book.changed()));
        output.put("purchases", Format.PURCHASES.toDataset(context, "purchases", purchases));
        output.put("watermark", ReadWatermark.toOutput(after));
        output.put("rejects", rejects.finish());
        return output;
    }
}

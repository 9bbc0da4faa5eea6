package io.onedag.examples.dealership.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.examples.dealership.domain.CheckoutType;
import io.onedag.examples.dealership.domain.Customer;
import io.onedag.examples.dealership.domain.DeliveryState;
import io.onedag.examples.dealership.domain.Dispute;
import io.onedag.examples.dealership.domain.DisputeState;
import io.onedag.examples.dealership.domain.DisputeType;
import io.onedag.examples.dealership.domain.Numbered;
import io.onedag.examples.dealership.domain.Product;
import io.onedag.examples.dealership.domain.Purchase;
import io.onedag.examples.dealership.domain.RefundState;
import io.onedag.examples.dealership.domain.Row;
import io.onedag.examples.dealership.domain.Sale;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written to a dataset reads back as it was. */
class FormatTest {

    private static final LocalDate DAY = LocalDate.of(2020, 7, 3);

    private static <T> void assertReadsBack(Format<T> format, T value) {
        Object[] values = format.write().apply(value);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            row.put(format.columns().get(i), values[i] == null ? "" : values[i].toString());
        }
        assertThat(row).hasSameSizeAs(format.columns());
        assertThat(format.read().apply(new Row(row))).isEqualTo(value);
    }

    @Test
    void sales() {
        assertReadsBack(
                Format.SALES,
                new Numbered<>(3, new Sale(1, 100_000L, "Elif", "Kaya", "e@aol.com", Product.of(5), DAY, true)));
        assertReadsBack(
                Format.SALES,
                new Numbered<>(0, new Sale(1, null, "Elif", "Kaya", "e@aol.com", Product.of(1), DAY, false)));
    }

    @Test
    void customers() {
        assertReadsBack(Format.CUSTOMERS, new Customer(100_000, "Elif", "O'Kaya, \"E\"", "e@aol.com"));
    }

    @Test
    void purchases() {
        for (DeliveryState delivery : DeliveryState.values()) {
            for (RefundState refund : RefundState.values()) {
                assertReadsBack(
                        Format.PURCHASES,
                        new Purchase(
                                1,
                                100_000,
                                Product.of(3),
                                CheckoutType.REPEAT,
                                DAY,
                                DAY.plusDays(3),
                                DAY.plusDays(30),
                                delivery,
                                refund));
            }
        }
    }

    @Test
    void disputes() {
        for (DisputeType type : DisputeType.values()) {
            assertReadsBack(
                    Format.DISPUTES, new Dispute(1, type, 100_000, 3, DAY, DisputeState.OPEN, "it waits", null));
            assertReadsBack(
                    Format.DISPUTES, new Dispute(1, type, 100_000, 3, DAY, DisputeState.GRANTED, "", DAY.plusDays(1)));
        }
    }
}

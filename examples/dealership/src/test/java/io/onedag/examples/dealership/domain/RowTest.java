package io.onedag.examples.dealership.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from the files' rows, and what is refused. */
class RowTest {

    private static final Map<String, String> SALE = Map.ofEntries(
            Map.entry("customer_id", "100003"),
            Map.entry("first_name", "Elif"),
            Map.entry("last_name", "Kaya"),
            Map.entry("email_address", "Elif.Kaya@aol.com"),
            Map.entry("checkout_type", "First Time Customer"),
            Map.entry("transaction_id", "12"),
            Map.entry("product_id", "4"),
            Map.entry("purchase_date", "2020-07-03"),
            Map.entry("delivery_date", "2020-07-07"),
            Map.entry("refund_till", "2020-08-02"),
            Map.entry("delivered", "False"));

    private static <T> T with(Function<Row, T> read, Map<String, String> row, String column, String value) {
        Map<String, String> changed = new HashMap<>(row);
        changed.put(column, value);
        return read.apply(new Row(changed));
    }

    @Test
    void aSaleIsReadFromItsRow() {
        assertThat(Sale.of(new Row(SALE)))
                .isEqualTo(new Sale(
                        12,
                        100_003L,
                        "Elif",
                        "Kaya",
                        "Elif.Kaya@aol.com",
                        Product.of(4),
                        LocalDate.of(2020, 7, 3),
                        false));
    }

    @Test
    void blanksAroundValuesDoNotCountAndFlagsAreReadInAnyCase() {
        assertThat(with(Sale::of, SALE, "transaction_id", " 12 ").transactionId())
                .isEqualTo(12);
        assertThat(with(Sale::of, SALE, "delivered", "TRUE").delivered()).isTrue();
        assertThat(with(Sale::of, SALE, "delivered", "").delivered()).isFalse();
        assertThat(with(Sale::of, SALE, "customer_id", "").customerId()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    transaction_id | twelve     | transaction_id is "twelve"; it has to be a whole number above 0
                    transaction_id | 0          | transaction_id is "0"; it has to be a whole number above 0
                    transaction_id | 99999999999999999999 | transaction_id is "99999999999999999999"; it has to be a whole number above 0
                    transaction_id | ''         | transaction_id is empty
                    customer_id    | -3         | customer_id is "-3"; it has to be a whole number above 0
                    first_name     | ' '        | first_name is empty
                    email_address  | elif       | email_address is "elif"; it has to be an e-mail address
                    email_address  | @aol.com   | email_address is "@aol.com"; it has to be an e-mail address
                    email_address  | elif@      | email_address is "elif@"; it has to be an e-mail address
                    email_address  | a@b@c      | email_address is "a@b@c"; it has to be an e-mail address
                    product_id     | 6          | product_id is 6; the dealership sells products 1 to 5
                    purchase_date  | 2020-02-30 | purchase_date is "2020-02-30"; it has to be a day like 2020-07-03
                    purchase_date  | 03.07.2020 | purchase_date is "03.07.2020"; it has to be a day like 2020-07-03
                    delivery_date  | 2020-07-08 | delivery_date is 2020-07-08; for product 4 bought on 2020-07-03 it has to be 2020-07-07
                    refund_till    | 2020-08-03 | refund_till is 2020-08-03; for product 4 bought on 2020-07-03 it has to be 2020-08-02
                    delivered      | perhaps    | delivered is "perhaps"; it has to be true or false
                    """)
    void aRowThatIsNoSaleIsRefusedWithItsColumnAndValue(String column, String value, String why) {
        assertThatThrownBy(() -> with(Sale::of, SALE, column, value))
                .isInstanceOf(BadRowException.class)
                .hasMessage(why);
    }

    @Test
    void aMissingColumnReadsAsEmpty() {
        assertThatThrownBy(() -> Sale.of(new Row(Map.of()))).hasMessage("transaction_id is empty");
    }

    @Test
    void aDisputeIsReadWhateverTheCaseOfItsType() {
        Map<String, String> row = Map.of(
                "customer_id",
                "100003",
                "transaction_id",
                "12",
                "product_id",
                "4",
                "dispute_type",
                "Return_for_Refund");
        LocalDate today = LocalDate.of(2020, 7, 5);
        Dispute dispute = Dispute.of(new Row(row), today);
        assertThat(dispute.key()).isEqualTo(new Dispute.Key(12, DisputeType.RETURN_FOR_REFUND));
        assertThat(dispute.filedOn()).isEqualTo(today);
        assertThat(dispute.state()).isEqualTo(DisputeState.OPEN);
        assertThatThrownBy(() -> with(each -> Dispute.of(each, today), row, "dispute_type", "cancelation"))
                .hasMessage(
                        "dispute_type is \"cancelation\"; it has to be one of cancellation, return_for_refund, return_for_no_refund");
    }

    @Test
    void aWatermarkIsReadAndNeverGoesBack() {
        Map<String, String> row =
                Map.of("previous_date", "2020-07-05", "last_customer_id", "100012", "last_transaction_id", "31");
        Watermark watermark = Watermark.of(new Row(row));
        assertThat(watermark).isEqualTo(new Watermark(LocalDate.of(2020, 7, 5), 100_012, 31));
        assertThat(watermark.advancedTo(LocalDate.of(2020, 7, 4), 100_000, 30)).isEqualTo(watermark);
        assertThat(watermark.advancedTo(LocalDate.of(2020, 7, 6), 100_013, 40))
                .isEqualTo(new Watermark(LocalDate.of(2020, 7, 6), 100_013, 40));
        assertThat(Watermark.of(new Row(Map.of("last_customer_id", "0", "last_transaction_id", "0")))
                        .date())
                .isEmpty();
        assertThatThrownBy(() -> with(Watermark::of, row, "last_customer_id", ""))
                .hasMessage("last_customer_id is empty");
    }
}

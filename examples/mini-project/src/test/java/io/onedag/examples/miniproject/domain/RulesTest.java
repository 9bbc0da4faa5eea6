package io.onedag.examples.miniproject.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {

    private final Customers customers = new Customers();
    private final Orders orders = new Orders(customers);

    private static Map<String, @Nullable Object> customer(String name, Object value) {
        var record = new LinkedHashMap<String, @Nullable Object>(
                Map.of("customer_id", "c-1", "name", "Ada", "email", "Ada@Example.org", "country", "gb"));
        record.put(name, value);
        return record;
    }

    private static Map<String, @Nullable Object> order(String name, Object value) {
        var record = new LinkedHashMap<String, @Nullable Object>(Map.of(
                "order_id", "o-1", "customer_id", "c-1", "amount", "19.9", "ordered_at", "2026-01-30T23:30:00-02:00"));
        record.put(name, value);
        return record;
    }

    @Test
    void a_customer_is_written_in_one_way() {
        Verdict verdict = customers.check(customer("name", " Ada "));
        assertThat(verdict.problem()).isNull();
        assertThat(verdict.content())
                .isEqualTo(Map.of("customer_id", "c-1", "name", "Ada", "email", "ada@example.org", "country", "GB"));
    }

    @Test
    void an_order_has_cents_a_day_in_utc_and_its_customers_country() {
        customers.check(customer("name", "Ada"));
        Verdict verdict = orders.check(order("amount", 19.9));
        assertThat(verdict.problem()).isNull();
        assertThat(verdict.content())
                .isEqualTo(Map.of(
                        "order_id",
                        "o-1",
                        "customer_id",
                        "c-1",
                        "amount_cents",
                        1990L,
                        "ordered_on",
                        "2026-01-31",
                        "country",
                        "GB"));
    }

    @ParameterizedTest
    @CsvSource({
        "customer_id, '', it has no customer_id",
        "email, a@b, 'email is \"a@b\", no e-mail address'",
        "country, England, 'country is \"ENGLAND\", not two letters'",
    })
    void a_customer_that_is_invalid_is_told_why(String field, String value, String why) {
        assertThat(customers.check(customer(field, value)).problem()).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({
        "order_id, '  ', 'order_id is \"  \", no text'",
        "customer_id, c-2, there is no valid customer \"c-2\"",
        "amount, 1.234, 'amount is \"1.234\", no amount of money'",
        "amount, -1, 'amount is \"-1\", no amount of money'",
        "amount, NaN, 'amount is \"NaN\", no amount of money'",
        "ordered_at, 2026-01-30, 'ordered_at is \"2026-01-30\", no time with its offset'",
    })
    void an_order_that_is_invalid_is_told_why(String field, String value, String why) {
        customers.check(customer("name", "Ada"));
        assertThat(orders.check(order(field, value)).problem()).isEqualTo(why);
    }

    @Test
    void of_two_with_one_id_the_first_counts() {
        customers.check(customer("name", "Ada"));
        assertThat(customers.check(customer("name", "Eve")).problem()).contains("\"c-1\" is there twice");
        assertThat(orders.check(order("amount", 1)).problem()).isNull();
        assertThat(orders.check(order("amount", 2)).problem()).contains("\"o-1\" is there twice");
    }

    @Test
    void an_invalid_order_does_not_take_the_id_of_a_valid_one() {
        customers.check(customer("name", "Ada"));
        assertThat(orders.check(order("amount", "a lot")).problem()).isNotNull();
        assertThat(orders.check(order("amount", 2)).problem()).isNull();
    }

    @Test
    void what_is_no_object_is_named_in_short() {
        assertThat(customers.check(null).problem()).isEqualTo("it is no object but \"null\"");
        assertThat(orders.check(List.of("a\nb")).problem()).isEqualTo("it is no object but \"[a?b]\"");
        assertThat(orders.check("x".repeat(500)).problem()).hasSizeLessThan(100);
    }
}

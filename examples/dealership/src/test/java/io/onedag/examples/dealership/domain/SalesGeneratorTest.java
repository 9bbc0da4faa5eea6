package io.onedag.examples.dealership.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SalesGeneratorTest {

    private static final Watermark SINCE = new Watermark(LocalDate.of(2020, 12, 30), 100_041, 57);
    private static final int SEEDS = 2_000;

    @Test
    void theFirstDayIsTheThirdOfJuly2020AndItsFirstTransactionIsOne() {
        List<Sale> sales = SalesGenerator.generate(Watermark.START, "any");
        assertThat(sales).allMatch(sale -> sale.date().equals(LocalDate.of(2020, 7, 3)));
        assertThat(sales.get(0).transactionId()).isEqualTo(1);
    }

    @Test
    void aDayHasTenToTwentySalesAndEachNumberComesUp() {
        Set<Integer> counts = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            counts.add(SalesGenerator.generate(SINCE, "run " + seed).size());
        }
        assertThat(counts).containsExactlyInAnyOrder(10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
    }

    @Test
    void aLaterDayComesOneToThreeDaysAfterTheOneBefore() {
        Set<Long> gaps = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Sale> sales = SalesGenerator.generate(SINCE, "run " + seed);
            LocalDate day = sales.get(0).date();
            assertThat(sales).allMatch(sale -> sale.date().equals(day));
            gaps.add(ChronoUnit.DAYS.between(SINCE.date().orElseThrow(), day));
        }
        assertThat(gaps).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void idsGoOnAfterTheLastWithoutAGap() {
        List<Sale> sales = SalesGenerator.generate(SINCE, "any");
        assertThat(sales.stream().map(Sale::transactionId))
                .containsExactlyElementsOf(
                        LongStream.range(58, 58 + sales.size()).boxed().toList());
    }

    @Test
    void deliveryTakesAsManyDaysAsTheProductsNumberAndARefundIsPossibleForThirty() {
        for (int seed = 0; seed < SEEDS; seed++) {
            for (Sale sale : SalesGenerator.generate(SINCE, "run " + seed)) {
                assertThat(sale.product().number()).isBetween(1, 5);
                assertThat(ChronoUnit.DAYS.between(sale.date(), sale.deliveryDate()))
                        .isEqualTo(sale.product().number());
                assertThat(ChronoUnit.DAYS.between(sale.date(), sale.refundTill()))
                        .isEqualTo(30);
                assertThat(sale.delivered()).isFalse();
                assertThat(sale.customerId()).isNull();
            }
        }
    }

    @Test
    void theSameRunKeyMakesTheSameRows() {
        assertThat(SalesGenerator.generate(SINCE, "sched:2026-01-01T00:05:00Z"))
                .isEqualTo(SalesGenerator.generate(SINCE, "sched:2026-01-01T00:05:00Z"));
    }

    @Test
    void anotherRunKeyMakesOtherRows() {
        Set<List<Sale>> days = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            days.add(SalesGenerator.generate(SINCE, "run " + seed));
        }
        assertThat(days).hasSize(SEEDS);
    }

    /** Written down once: a change of the drawing would let a resumed run of an earlier version make other rows. */
    @Test
    void theRowsOfASeedNeverChange() {
        List<Sale> sales = SalesGenerator.generate(Watermark.START, "a seed");
        assertThat(sales).hasSize(14);
        assertThat(sales.get(0))
                .isEqualTo(new Sale(
                        1,
                        null,
                        "Greta",
                        "Garcia",
                        "Greta.Garcia@gmail.com",
                        Product.of(4),
                        SalesGenerator.FIRST_DAY,
                        false));
        assertThat(sales.get(13))
                .isEqualTo(new Sale(
                        14,
                        null,
                        "Farid",
                        "Costa",
                        "Farid.Costa@yahoo.com",
                        Product.of(2),
                        SalesGenerator.FIRST_DAY,
                        false));
    }

    @Test
    void aPersonAlwaysHasTheSameAddress() {
        var addresses = new HashMap<String, String>();
        for (int seed = 0; seed < SEEDS; seed++) {
            for (Sale sale : SalesGenerator.generate(SINCE, "run " + seed)) {
                String before = addresses.put(sale.firstName() + " " + sale.lastName(), sale.email());
                assertThat(before).isIn(null, sale.email());
            }
        }
        assertThat(new HashSet<>(addresses.values())).hasSameSizeAs(addresses.keySet());
    }

    @Test
    void peopleComeBackWithinAFewDays() {
        Watermark since = Watermark.START;
        Set<String> known = new HashSet<>();
        int repeats = 0;
        for (int run = 0; run < 10; run++) {
            for (Sale sale : SalesGenerator.generate(since, "run " + run)) {
                repeats += known.add(Customer.emailKey(sale.email())) ? 0 : 1;
                since = since.advancedTo(sale.date(), 0, sale.transactionId());
            }
        }
        assertThat(repeats).isPositive();
    }
}

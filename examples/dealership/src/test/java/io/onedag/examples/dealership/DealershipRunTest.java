package io.onedag.examples.dealership;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.RunState;
import io.onedag.engine.RunRecord;
import io.onedag.examples.dealership.Dealership.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs, on both databases. */
@Timeout(120)
class DealershipRunTest {

    private static final String PURCHASES =
            "customer_id,first_name,last_name,email_address,checkout_type,transaction_id,"
                    + "product_id,purchase_date,delivery_date,refund_till,delivered\n";
    private static final String DISPUTES = "customer_id,transaction_id,product_id,dispute_type\n";
    private static final String CUSTOMERS = "customer_id,first_name,last_name,email_address\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theFirstRunLoadsWhatTheFilesHold(Target target) throws Exception {
        try (var dealership = Dealership.shipped(target, folder)) {
            RunRecord run = dealership.run("first");

            assertThat(run.state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.query("select * from watermark"))
                    .containsExactly("dealership 2020-07-03 100010 12 first");
            assertThat(dealership.query("select transaction_id, customer_id, product_id, checkout_type, purchase_date,"
                            + " delivery_date, refund_till, delivery_state, refund_state from purchases"
                            + " order by transaction_id"))
                    .containsExactly(
                            "1 100000 1 Repeat Customer 2020-07-03 2020-07-04 2020-08-02 SCHEDULED NONE",
                            "2 100001 4 Repeat Customer 2020-07-03 2020-07-07 2020-08-02 CANCELLED REFUNDED",
                            "3 100002 1 Repeat Customer 2020-07-03 2020-07-04 2020-08-02 SCHEDULED NONE",
                            "4 100005 3 First Time Customer 2020-07-03 2020-07-06 2020-08-02 SCHEDULED NONE",
                            "5 100006 2 First Time Customer 2020-07-03 2020-07-05 2020-08-02 SCHEDULED NONE",
                            "6 100003 5 Repeat Customer 2020-07-03 2020-07-08 2020-08-02 SCHEDULED NONE",
                            "7 100007 2 First Time Customer 2020-07-03 2020-07-05 2020-08-02 SCHEDULED NONE",
                            "8 100008 3 First Time Customer 2020-07-03 2020-07-06 2020-08-02 SCHEDULED NONE",
                            "9 100005 1 Repeat Customer 2020-07-03 2020-07-04 2020-08-02 SCHEDULED NONE",
                            "10 100009 1 First Time Customer 2020-07-03 2020-07-04 2020-08-02 DELIVERED NONE",
                            "11 100004 5 Repeat Customer 2020-07-03 2020-07-08 2020-08-02 SCHEDULED NONE",
                            "12 100010 5 First Time Customer 2020-07-03 2020-07-08 2020-08-02 SCHEDULED NONE");
            assertThat(dealership.query(
                            "select customer_id, email_address from customers where customer_id in (100002, 100010)"
                                    + " order by customer_id"))
                    .containsExactly("100002 Priya.Patel@gmail.com", "100010 Nadia.Dubois@verizon.net");
            assertThat(dealership.number("select count(*) from customers")).isEqualTo(11);
            assertThat(dealership.query("select transaction_id, dispute_type, state, reason, decided_on from disputes"
                            + " order by transaction_id"))
                    .containsExactly(
                            "2 cancellation GRANTED  2020-07-03",
                            "3 return_for_refund OPEN waits for the delivery on 2020-07-04 null",
                            "4 return_for_refund REFUSED customer 100005 made purchase 4, not 100008 2020-07-03",
                            "5 return_for_no_refund OPEN waits for the delivery on 2020-07-05 null",
                            "10 cancellation REFUSED it is delivered; return it instead 2020-07-03");
            assertThat(dealership.logged("dispute.csv:6"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN disputes: " + dealership.data.resolve("dispute.csv")
                            + ":6: dispute_type is \"cancelation\"");
            assertThat(dealership.logged("INFO report: "))
                    .startsWith(
                            "INFO report: table           new  changed   in all",
                            "INFO report: customers        11        0       11",
                            "INFO report: purchases        12        0       12",
                            "INFO report: disputes          5        0        5",
                            "INFO report: watermark: 2020-07-03, customer 100010, transaction 12; also in "
                                    + watermarkFile(dealership))
                    .anyMatch(each -> each.startsWith("INFO report: rows set aside: 1, see "))
                    .anyMatch(each ->
                            each.endsWith("onedag status " + run.id().toString().substring(0, 13)))
                    .anyMatch(each -> each.contains(target == Target.SQLITE ? "onedag.db" : "psql"));
            assertThat(Files.readString(watermarkFile(dealership)))
                    .isEqualTo("previous_date,last_customer_id,last_transaction_id\n2020-07-03,100010,12\n");
        }
    }

    private static Path watermarkFile(Dealership dealership) throws Exception {
        try (var files = Files.walk(dealership.home.resolve("dealership"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextRunsGoOnWhereTheOneBeforeEnded(Target target) throws Exception {
        try (var dealership = Dealership.shipped(target, folder)) {
            dealership.run();
            LocalDate day = LocalDate.of(2020, 7, 3);
            long last = 12;
            for (int i = 0; i < 3; i++) {
                assertThat(dealership.run().state())
                        .as(dealership.log.toString())
                        .isEqualTo(RunState.SUCCEEDED);
                List<String> days =
                        dealership.query("select distinct purchase_date from purchases where transaction_id > " + last);
                assertThat(days).hasSize(1);
                LocalDate next = LocalDate.parse(days.get(0));
                assertThat(ChronoUnit.DAYS.between(day, next)).isBetween(1L, 3L);
                day = next;
                long now = dealership.number("select last_transaction_id from watermark");
                assertThat(now - last).isBetween(10L, 20L);
                last = now;
            }
            assertWhole(dealership);
            assertThat(dealership.query("select delivery_state, refund_state from purchases where transaction_id = 3"))
                    .containsExactly("RETURNED REFUNDED");
            assertThat(dealership.query("select delivery_state, refund_state from purchases where transaction_id = 2"))
                    .containsExactly("CANCELLED REFUNDED");
            assertThat(dealership.number("select count(*) from purchases where delivery_state = 'SCHEDULED'"
                            + " and delivery_date <= (select previous_date from watermark)"))
                    .isZero();
        }
    }

    /** No id is there twice, none is missing, and the watermark says what is there. */
    static void assertWhole(Dealership dealership) throws Exception {
        List<String> ids = dealership.query("select transaction_id from purchases order by transaction_id");
        assertThat(ids)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, ids.size())
                        .mapToObj(Long::toString)
                        .toList());
        List<String> customers = dealership.query("select customer_id from customers order by customer_id");
        assertThat(customers)
                .containsExactlyElementsOf(LongStream.range(100_000, 100_000 + customers.size())
                        .mapToObj(Long::toString)
                        .toList());
        assertThat(dealership.query("select last_customer_id, last_transaction_id from watermark"))
                .containsExactly((99_999 + customers.size()) + " " + ids.size());
        assertThat(dealership.query(
                        "select lower(email_address) from customers group by lower(email_address) having count(*) > 1"))
                .isEmpty();
        assertThat(
                        dealership.query(
                                "select transaction_id from purchases where customer_id not in (select customer_id from customers)"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void missingFilesAreAnEmptyStart(Target target) throws Exception {
        try (var dealership = Dealership.empty(target, folder)) {
            assertThat(dealership.run().state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertWhole(dealership);
            assertThat(dealership.number("select count(*) from purchases")).isBetween(10L, 20L);
            assertThat(dealership.query("select distinct purchase_date from purchases"))
                    .containsExactly("2020-07-03");
            assertThat(dealership.number("select count(*) from disputes")).isZero();
        }
    }

    @Test
    void emptyFilesAndFilesWithoutRowsAreAnEmptyStart() throws Exception {
        try (var dealership = Dealership.empty(Target.SQLITE, folder)) {
            dealership.file("purchase.csv", "");
            dealership.file("customer.csv", CUSTOMERS);
            dealership.file("dispute.csv", "\n\n");
            Files.createDirectories(dealership.home.resolve("dealership"));
            Files.writeString(dealership.home.resolve("dealership/placeholder.csv"), "");

            assertThat(dealership.run().state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertWhole(dealership);
            assertThat(dealership.number("select min(transaction_id) from purchases"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aWatermarkFileIsImportedOnce() throws Exception {
        try (var dealership = Dealership.empty(Target.SQLITE, folder)) {
            Path file = folder.resolve("old/placeholder.csv");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "previous_date,last_customer_id,last_transaction_id\n2021-02-27,100500,700\n");
            dealership.params.put("watermark_file", file.toString());

            assertThat(dealership.run().state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);

            assertThat(dealership.number("select min(transaction_id) from purchases"))
                    .isEqualTo(701);
            assertThat(dealership.number("select min(customer_id) from customers"))
                    .isEqualTo(100_501);
            String day = dealership
                    .query("select distinct purchase_date from purchases")
                    .get(0);
            assertThat(LocalDate.parse(day)).isBetween("2021-02-28", "2021-03-02");
            assertThat(Files.readAllLines(file).get(1))
                    .isEqualTo(day + ","
                            + dealership
                                    .query("select last_customer_id from watermark")
                                    .get(0) + ","
                            + dealership
                                    .query("select last_transaction_id from watermark")
                                    .get(0));

            Files.writeString(file, "previous_date,last_customer_id,last_transaction_id\n2031-02-27,900000,900000\n");
            assertThat(dealership.run().state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.number("select max(transaction_id) from purchases"))
                    .isLessThan(800);
            assertThat(Files.readString(file)).doesNotContain("900000");
        }
    }

    @Test
    void anotherDatabaseBeginsAnew() throws Exception {
        try (var embedded = Dealership.shipped(Target.SQLITE, folder)) {
            embedded.run();
            embedded.run();
        }
        try (var server = Dealership.onPostgres(folder)) {
            assertThat(server.run().state()).as(server.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertWhole(server);
            assertThat(server.number("select count(*) from purchases")).isEqualTo(12);
        }
    }

    @Test
    void aWatermarkFileThatIsNoneStopsTheRunBeforeAnIdIsGivenTwice() throws Exception {
        try (var dealership = Dealership.empty(Target.SQLITE, folder)) {
            Path file = Files.createDirectories(dealership.home.resolve("dealership"))
                    .resolve("placeholder.csv");
            Files.writeString(file, "previous_date,last_customer_id,last_transaction_id\n2021-02-27,many,700\n");
            assertThat(dealership.run().state()).isEqualTo(RunState.FAILED);
            assertThat(dealership.logged(file + ":2 is no watermark: last_customer_id is \"many\""))
                    .hasSize(1);
            assertThat(dealership.number("select count(*) from purchases")).isZero();
        }
    }

    @Test
    void malformedRowsAreNamedWithFileAndLineAndSetAsideAndTheRunGoesOn() throws Exception {
        try (var dealership = Dealership.empty(Target.SQLITE, folder)) {
            dealership.file(
                    "purchase.csv",
                    PURCHASES
                            + ",Ines,Costa,ines@aol.com,,1,2,2020-07-03,2020-07-05,2020-08-02,False\n"
                            + ",Hugo,Moreau,hugo@aol.com,,2,9,2020-07-03,2020-07-05,2020-08-02,False\n"
                            + "this is no row\n"
                            + ",Elif,Kaya,elif@aol.com,,3,2,2020-07-03,2020-07-06,2020-08-02,False\n"
                            + ",Elif,Kaya,elif@aol.com,,1,2,2020-07-03,2020-07-05,2020-08-02,False\n");
            dealership.file(
                    "customer.csv", CUSTOMERS + "100000,Ines,Costa,ines@aol.com\n100001,Ines,Costa,INES@aol.com\n");
            dealership.file("dispute.csv", DISPUTES + "100000,1,2,cancellation\n100000,one,2,cancellation\n");

            assertThat(dealership.run().state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);

            assertThat(dealership.query("select transaction_id, customer_id, delivery_state from purchases"))
                    .containsExactly("1 100000 CANCELLED");
            assertThat(dealership.log.stream().filter(each -> each.startsWith("WARN")))
                    .anyMatch(each -> each.contains("purchase.csv:3: product_id is 9"))
                    .anyMatch(each -> each.contains("purchase.csv:4: it has 1 field instead of 11"))
                    .anyMatch(each -> each.contains("purchase.csv:5: delivery_date is 2020-07-06"))
                    .anyMatch(each -> each.contains("purchase.csv:6: transaction_id 1 is that of line 2"))
                    .anyMatch(each ->
                            each.contains("customer.csv:3: email_address INES@aol.com belongs to customer 100000"))
                    .anyMatch(each -> each.contains("dispute.csv:3: transaction_id is \"one\""));
            Path rejects = rejects(dealership);
            assertThat(Files.readAllLines(rejects)).hasSize(7);
            assertThat(Files.readString(rejects))
                    .contains(dealership.data.resolve("purchase.csv") + ",4,")
                    .contains("this is no row");
            assertThat(dealership.logged("rows set aside: 6")).hasSize(1);
        }
    }

    private static Path rejects(Dealership dealership) throws Exception {
        try (var files = Files.walk(dealership.home.resolve("datasets"))) {
            return files.filter(each -> each.getFileName().toString().startsWith("rejects-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aCorrectedRowIsLoadedByTheNextRun() throws Exception {
        try (var dealership = Dealership.empty(Target.SQLITE, folder)) {
            String good = ",Ines,Costa,ines@aol.com,,1,2,2020-07-03,2020-07-05,2020-08-02,False\n";
            String bad = ",Elif,Kaya,elif@aol.com,,2,2,2020-07-03,2020-07-06,2020-08-02,False\n";
            dealership.file("purchase.csv", PURCHASES + good + bad);
            dealership.run();
            dealership.run();
            assertThat(dealership.query("select transaction_id from purchases order by transaction_id limit 2"))
                    .containsExactly("1", "3");

            dealership.file("purchase.csv", PURCHASES + good + bad.replace("2020-07-06", "2020-07-05"));
            assertThat(dealership.run().state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);

            assertThat(dealership.query("select purchase_date from purchases where transaction_id = 2"))
                    .containsExactly("2020-07-03");
            assertThat(dealership.logged("set aside")).hasSize(2);
            long rows = dealership.number("select count(*) from purchases");
            assertThat(dealership.number("select last_transaction_id from watermark"))
                    .isEqualTo(rows);
        }
    }

    @Test
    void eachRunTakesOneDayOfTheFile() throws Exception {
        try (var dealership = Dealership.empty(Target.SQLITE, folder)) {
            dealership.file(
                    "purchase.csv",
                    PURCHASES
                            + ",Ines,Costa,ines@aol.com,,1,2,2020-07-03,2020-07-05,2020-08-02,False\n"
                            + ",Ines,Costa,ines@aol.com,,2,1,2020-07-09,2020-07-10,2020-08-08,False\n");
            dealership.run();
            assertThat(dealership.query("select transaction_id from purchases")).containsExactly("1");
            assertThat(dealership.logged("1 of later days")).hasSize(1);
            dealership.run();
            assertThat(
                            dealership.query(
                                    "select transaction_id, checkout_type, delivery_state from purchases order by transaction_id"))
                    .containsExactly("1 First Time Customer DELIVERED", "2 Repeat Customer SCHEDULED");
            dealership.run();
            assertWhole(dealership);
            assertThat(dealership.number("select count(*) from purchases")).isGreaterThanOrEqualTo(12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTillIsBusyAtFirstAndTheRunGoesOn(Target target) throws Exception {
        try (var dealership = Dealership.shipped(target, folder)) {
            dealership.params.put("outages", 2);
            RunRecord run = dealership.run();
            assertThat(run.state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.logged("RETRY_WAIT sales: the till is busy")).hasSize(2);
            assertWhole(dealership);
        }
    }

    @Test
    void aRunThatFailedIsResumed() throws Exception {
        try (var dealership = Dealership.shipped(Target.SQLITE, folder)) {
            dealership.params.put("outages", 9);
            RunRecord failed = dealership.run();
            assertThat(failed.state()).isEqualTo(RunState.FAILED);
            assertThat(dealership.number("select count(*) from purchases")).isZero();

            assertThat(dealership.resume(failed.id()).state())
                    .as(dealership.log.toString())
                    .isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.number("select count(*) from purchases")).isEqualTo(12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsWhoseIdsAnotherRunHasTakenAreNotLoaded(Target target) throws Exception {
        try (var dealership = Dealership.empty(target, folder)) {
            dealership.run();
            dealership.params.put("outages", 9);
            RunRecord late = dealership.run("late");
            dealership.params.put("outages", 0);
            dealership.run("meanwhile");
            List<String> before = dealership.query("select * from purchases order by transaction_id");

            RunRecord resumed = dealership.resume(late.id());
            assertThat(resumed.state()).isEqualTo(RunState.FAILED);
            assertThat(dealership.logged("FAILED load: the watermark was at transaction"))
                    .hasSize(1);
            assertThat(dealership.query("select * from purchases order by transaction_id"))
                    .isEqualTo(before);

            assertThat(dealership.rerun(late.id(), "watermark").state())
                    .as(dealership.log.toString())
                    .isEqualTo(RunState.SUCCEEDED);
            assertWhole(dealership);
        }
    }

    @Test
    void theShippedFilesAreFoundFromAnyWorkingDirectory() throws Exception {
        String before =
                System.setProperty("onedag.home", Path.of("../..").toRealPath().toString());
        try (var dealership = Dealership.empty(Target.SQLITE, folder)) {
            dealership.params.remove("data");
            assertThat(dealership.run().state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.number("select count(*) from purchases")).isEqualTo(12);
        } finally {
            if (before == null) {
                System.clearProperty("onedag.home");
            } else {
                System.setProperty("onedag.home", before);
            }
        }
    }

    @Test
    void filesAreFoundInTheFolderOfThePipelineThatIsSet() throws Exception {
        try (var dealership = Dealership.shipped(Target.SQLITE, folder)) {
            dealership.params.remove("data");
            dealership.environment.put("ONEDAG_WORKDIR", folder.toString());
            assertThat(dealership.run().state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.log).anyMatch(each -> each.contains(folder.resolve("data/dispute.csv") + ":6"));
        }
    }

    @Test
    void loadingAgainChangesNothing() throws Exception {
        try (var dealership = Dealership.shipped(Target.SQLITE, folder)) {
            RunRecord run = dealership.run();
            List<String> before = dealership.query("select * from purchases order by transaction_id");
            assertThat(dealership.rerun(run.id(), "load").state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.query("select * from purchases order by transaction_id"))
                    .isEqualTo(before);
            assertWhole(dealership);
        }
    }

    @Test
    void theSameRunKeyMakesTheSameRowsInEveryDealership() throws Exception {
        try (var one = Dealership.empty(Target.SQLITE, folder.resolve("one"));
                var other = Dealership.empty(Target.SQLITE, folder.resolve("other"))) {
            one.run("sched:2026-01-01T00:00:00Z");
            other.run("sched:2026-01-01T00:00:00Z");
            for (String table : List.of("customers", "purchases", "watermark")) {
                assertThat(one.query("select * from " + table)).isEqualTo(other.query("select * from " + table));
            }
        }
    }

    @Test
    void aWatermarkFileThatCannotBeWrittenDoesNotFailTheRun() throws Exception {
        try (var dealership = Dealership.shipped(Target.SQLITE, folder)) {
            Path folderInItsPlace = Files.createDirectories(folder.resolve("placeholder/full"));
            dealership.params.put("watermark_file", folderInItsPlace.getParent().toString());
            assertThat(dealership.run().state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.number("select count(*) from purchases")).isEqualTo(12);
        }
    }
}

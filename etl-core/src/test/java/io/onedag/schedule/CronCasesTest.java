package io.onedag.schedule;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.testing.SharedData;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The cases that seven cron libraries test themselves with. */
class CronCasesTest {

    /** Where a declared difference lies, and what fires here instead. */
    private static final Map<Integer, String> DECLARED = new TreeMap<>(Map.ofEntries(
            // 02:01 and 02:00 are in the gap: they fire at the first instant after it, not a day later or earlier.
            Map.entry(1635, "2020-03-28T01:01:00Z"),
            Map.entry(1639, "2020-03-29T01:00:00Z"),
            Map.entry(2235, "2015-03-08T07:00:00Z"),
            Map.entry(2247, "2016-03-13T07:00:00Z"),
            Map.entry(2253, "2017-03-12T07:00:00Z"),
            Map.entry(2259, "2018-03-11T07:00:00Z"),
            Map.entry(2265, "2019-03-10T07:00:00Z"),
            Map.entry(2283, "2021-03-14T07:00:00Z"),
            Map.entry(2289, "2022-03-13T07:00:00Z"),
            Map.entry(2295, "2023-03-12T07:00:00Z"),
            // 02:00 is in the fold: it fires in the first pass, not in the second.
            Map.entry(2421, "2023-10-29T00:00:00Z")));

    private enum Verdict {
        HOLDS,
        DIFFERS,
        REFUSED
    }

    private record Case(
            int id,
            String kind,
            String expression,
            ZoneId zone,
            String from,
            String expected,
            String note,
            String dialect) {

        static Case of(Map<String, String> row) {
            String zone = row.get("timezone");
            return new Case(
                    Integer.parseInt(row.get("id")),
                    row.get("kind"),
                    row.get("expr"),
                    ZoneId.of(zone.isEmpty() ? "UTC" : zone),
                    row.get("from"),
                    row.get("expected"),
                    row.get("note"),
                    row.get("dialect"));
        }

        Verdict verdict() {
            try {
                return answer().equals(expectation()) ? Verdict.HOLDS : Verdict.DIFFERS;
            } catch (InvalidCronException e) {
                return Verdict.REFUSED;
            }
        }

        String answer() {
            CronExpression cron = CronExpression.parse(expression);
            return switch (kind) {
                case "next" -> text(cron.next(instant(from), zone));
                case "prev" -> text(cron.previous(instant(from), zone));
                case "match", "nomatch" -> cron.firesAt(instant(from), zone) ? "FIRES" : "NO";
                default -> "VALID";
            };
        }

        private String expectation() {
            return kind.equals("next") || kind.equals("prev")
                    ? instant(expected).toString()
                    : expected;
        }

        private Instant instant(String text) {
            return text.matches(".*([+-]\\d\\d:\\d\\d|Z)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        }

        private static String text(Optional<Instant> fire) {
            return fire.map(Instant::toString).orElse("NONE");
        }
    }

    private static List<Case> cases(String clazz) {
        return SharedData.rows("cron-cases.csv").stream()
                .filter(row -> row.get("class").equals(clazz))
                .map(Case::of)
                .toList();
    }

    private static Map<Verdict, List<Case>> verdicts(String clazz) {
        Map<Verdict, List<Case>> verdicts = cases(clazz).stream().collect(groupingBy(Case::verdict));
        for (Verdict verdict : Verdict.values()) {
            verdicts.putIfAbsent(verdict, List.of());
        }
        return verdicts;
    }

    @Test
    void the_core_holds_but_for_a_weekday_written_in_full() {
        var verdicts = verdicts("core");

        assertThat(verdicts.get(Verdict.DIFFERS)).isEmpty();
        assertThat(verdicts.get(Verdict.REFUSED)).extracting(Case::expression).containsExactly("0 0 * * friday");
        assertThat(verdicts.get(Verdict.HOLDS)).hasSize(249);
    }

    @Test
    void what_every_library_refuses_is_refused() {
        assertThat(cases("invalid")).hasSize(153).allMatch(row -> row.verdict() == Verdict.REFUSED);
    }

    @Test
    void what_engines_disagree_about_is_refused() {
        assertThat(cases("conflict")).hasSize(34).allMatch(row -> row.verdict() == Verdict.REFUSED);
    }

    @Test
    void across_a_change_of_clocks_all_rows_hold_but_the_declared_ones() {
        var verdicts = verdicts("tz-dst");

        Map<Integer, String> differing = new TreeMap<>();
        verdicts.get(Verdict.DIFFERS).forEach(row -> differing.put(row.id(), row.answer()));
        assertThat(differing).isEqualTo(DECLARED);
        assertThat(verdicts.get(Verdict.REFUSED))
                .as("a day field that begins with * beside another restricted one")
                .hasSize(18)
                .extracting(Case::expression)
                .containsOnly("1 1 1-7 * */7", "1 1 */100,1-7 * MON");
        assertThat(verdicts.get(Verdict.HOLDS)).hasSize(299);
    }

    @Test
    void extensions_are_refused_and_what_is_plain_cron_among_them_differs_only_by_an_option_of_its_library() {
        var verdicts = verdicts("extension");

        assertThat(verdicts.get(Verdict.REFUSED)).hasSize(372);
        assertThat(verdicts.get(Verdict.DIFFERS))
                .hasSize(13)
                .extracting(Case::note)
                .allMatch(note -> note.contains("expand_from_start_time=True") || note.contains("day_or=False"));
        assertThat(verdicts.get(Verdict.HOLDS))
                .hasSize(20)
                .extracting(Case::dialect)
                .containsOnly("unix5");
    }

    @Test
    void lines_of_quartz_are_refused() {
        assertThat(cases("quartz")).hasSize(50).allMatch(row -> row.verdict() == Verdict.REFUSED);
    }

    @Test
    void every_refusal_says_what_why_and_what_next() {
        List<Case> refused = SharedData.rows("cron-cases.csv").stream()
                .map(Case::of)
                .filter(row -> row.verdict() == Verdict.REFUSED)
                .toList();

        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(refusal(row.expression())).satisfies(e -> {
                    assertThat(e).hasMessageContaining(row.expression()).hasMessageContaining(e.field());
                    assertThat(e).hasMessageContaining(e.reason()).hasMessageContaining(e.hint());
                    assertThat(e.reason()).isNotBlank();
                    assertThat(e.hint()).isNotBlank();
                    assertThat(e.offset()).isBetween(0, row.expression().length());
                }));
    }

    private static InvalidCronException refusal(String expression) {
        try {
            CronExpression.parse(expression);
        } catch (InvalidCronException e) {
            return e;
        }
        throw new AssertionError(expression + " is not refused");
    }
}

package io.onedag.schedule;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** What holds for every line of cron, in every zone, at every instant. */
class CronPropertyTest {

    /** Gaps and folds of an hour, of half an hour, of two hours and of a day; at midnight; with negative daylight saving time; and none. */
    private static final List<ZoneId> ZONES = List.of(
                    "UTC",
                    "Europe/Paris",
                    "Europe/Dublin",
                    "America/New_York",
                    "America/St_Johns",
                    "America/Sao_Paulo",
                    "America/Santiago",
                    "Africa/Cairo",
                    "Africa/Casablanca",
                    "Antarctica/Troll",
                    "Asia/Kathmandu",
                    "Asia/Tehran",
                    "Australia/Lord_Howe",
                    "Pacific/Apia")
            .stream()
            .map(ZoneId::of)
            .toList();

    private static final long FROM = Instant.parse("1990-01-01T00:00:00Z").getEpochSecond();
    private static final long TO = Instant.parse("2060-01-01T00:00:00Z").getEpochSecond();

    @Test
    void the_fire_before_the_next_fire_is_not_after_the_start_and_leads_to_it_again() {
        qt().withExamples(5_000)
                .forAll(lines(), zones(), longs().between(FROM, TO))
                .checkAssert((cron, zone, second) -> {
                    Instant now = Instant.ofEpochSecond(second);
                    Instant next = cron.next(now, zone).orElseThrow();
                    Instant before = cron.previous(next, zone).orElseThrow();

                    assertThat(next).isAfter(now);
                    assertThat(before).isBeforeOrEqualTo(now);
                    assertThat(cron.next(before, zone)).contains(next);
                    assertThat(cron.firesAt(next, zone)).isTrue();
                    assertThat(cron.firesAt(now, zone)).isEqualTo(before.equals(now));
                });
    }

    @Test
    void around_a_change_of_clocks_it_fires_when_a_look_at_every_minute_says_so() {
        qt().withExamples(500)
                .forAll(daily(), zones(), longs().between(FROM, TO))
                .checkAssert((cron, zone, second) -> {
                    ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.ofEpochSecond(second));
                    Instant middle = change == null ? Instant.ofEpochSecond(second / 60 * 60) : change.getInstant();
                    Instant from = middle.minus(Duration.ofHours(30));
                    Instant to = middle.plus(Duration.ofHours(30));
                    NavigableSet<Instant> expected = minuteByMinute(cron, zone.getRules(), from, to);

                    NavigableSet<Instant> forward = new TreeSet<>();
                    for (Instant fire = next(cron, from, zone); fire.isBefore(to); fire = next(cron, fire, zone)) {
                        forward.add(fire);
                    }
                    NavigableSet<Instant> backward = new TreeSet<>();
                    for (Instant fire = previous(cron, to, zone);
                            fire.isAfter(from);
                            fire = previous(cron, fire, zone)) {
                        backward.add(fire);
                    }
                    assertThat(forward).isEqualTo(expected);
                    assertThat(backward).isEqualTo(expected);
                });
    }

    @Test
    void from_any_instant_near_a_change_of_clocks_the_search_finds_the_neighbours() {
        qt().withExamples(500)
                .forAll(daily(), zones(), longs().between(FROM, TO), integers().between(-20_000, 20_000))
                .checkAssert((cron, zone, second, shift) -> {
                    ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.ofEpochSecond(second));
                    Instant now =
                            (change == null ? Instant.ofEpochSecond(second) : change.getInstant()).plusSeconds(shift);
                    NavigableSet<Instant> expected = minuteByMinute(
                            cron, zone.getRules(), now.minus(Duration.ofDays(3)), now.plus(Duration.ofDays(3)));

                    assertThat(cron.next(now, zone)).contains(expected.higher(now));
                    assertThat(cron.previous(now, zone)).contains(expected.lower(now));
                });
    }

    @Test
    void without_a_zone_cron_utils_reads_every_line_alike() {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        qt().withExamples(1_000).forAll(lines(), longs().between(FROM, TO)).checkAssert((cron, second) -> {
            ExecutionTime theirs;
            try {
                theirs = ExecutionTime.forCron(parser.parse(cron.fields()));
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("Period");
                return;
            }
            Instant now = Instant.ofEpochSecond(second);
            ZonedDateTime inUtc = now.atZone(UTC);
            assertThat(cron.next(now, UTC))
                    .isEqualTo(theirs.nextExecution(inUtc).map(ZonedDateTime::toInstant));
            assertThat(cron.previous(now, UTC))
                    .isEqualTo(theirs.lastExecution(inUtc).map(ZonedDateTime::toInstant));
        });
    }

    /** The rule itself, slowly: without search, without plateaus. */
    private static NavigableSet<Instant> minuteByMinute(
            CronExpression cron, ZoneRules rules, Instant from, Instant to) {
        NavigableSet<Instant> fires = new TreeSet<>();
        if (cron.followsWallClock()) {
            for (Instant minute = from.minusSeconds(from.getEpochSecond() % 60);
                    minute.isBefore(to);
                    minute = minute.plusSeconds(60)) {
                if (matches(cron, LocalDateTime.ofInstant(minute, rules.getOffset(minute)))) {
                    fires.add(minute);
                }
            }
        } else {
            LocalDateTime last = LocalDateTime.ofInstant(to, UTC).plusDays(2);
            LocalDateTime local = LocalDateTime.ofInstant(from, UTC)
                    .minusDays(2)
                    .withSecond(0)
                    .withNano(0);
            for (; local.isBefore(last); local = local.plusMinutes(1)) {
                if (matches(cron, local)) {
                    List<ZoneOffset> offsets = rules.getValidOffsets(local);
                    fires.add(
                            offsets.isEmpty()
                                    ? rules.getTransition(local).getInstant()
                                    : local.toInstant(offsets.get(0)));
                }
            }
        }
        return new TreeSet<>(fires.subSet(from, false, to, false));
    }

    private static boolean matches(CronExpression cron, LocalDateTime local) {
        return cron.firesAt(local.toInstant(UTC), UTC);
    }

    private static Instant next(CronExpression cron, Instant after, ZoneId zone) {
        return cron.next(after, zone).orElseThrow();
    }

    private static Instant previous(CronExpression cron, Instant before, ZoneId zone) {
        return cron.previous(before, zone).orElseThrow();
    }

    private static Gen<ZoneId> zones() {
        return integers().between(0, ZONES.size() - 1).map(ZONES::get);
    }

    private static Gen<CronExpression> lines() {
        return longs().all().map(seed -> line(new Random(seed), 23, true)).describedAs(CronExpression::text);
    }

    /** Lines that fire on every day, in the hours in which clocks change. */
    private static Gen<CronExpression> daily() {
        return longs().all().map(seed -> line(new Random(seed), 4, false)).describedAs(CronExpression::text);
    }

    private static CronExpression line(Random random, int lastHour, boolean days) {
        while (true) {
            String line = field(random, CronField.MINUTE, 59) + " " + field(random, CronField.HOUR, lastHour) + " "
                    + (days ? field(random, CronField.DAY_OF_MONTH, 31) : "*") + " "
                    + (days ? field(random, CronField.MONTH, 12) : "*") + " "
                    + (days ? field(random, CronField.DAY_OF_WEEK, 7) : "*");
            try {
                return CronExpression.parse(line);
            } catch (InvalidCronException e) {
                // Refused for a reason that tests of their own look at: take another.
            }
        }
    }

    private static String field(Random random, CronField field, int max) {
        int kind = random.nextInt(8);
        if (kind < 2) {
            return "*";
        }
        if (kind == 2) {
            return "*/" + (1 + random.nextInt(max));
        }
        StringBuilder list = new StringBuilder(term(random, field, max));
        while (random.nextInt(3) == 0) {
            list.append(',').append(term(random, field, max));
        }
        return list.toString();
    }

    private static String term(Random random, CronField field, int max) {
        int a = field.min + random.nextInt(max - field.min + 1);
        int b = field.min + random.nextInt(max - field.min + 1);
        String range = Math.min(a, b) + "-" + Math.max(a, b);
        return switch (random.nextInt(6)) {
            case 0 -> range;
            case 1 -> range + "/" + (1 + random.nextInt(max));
            case 2 -> a + "/" + (1 + random.nextInt(max));
            default -> String.valueOf(a);
        };
    }
}

package io.onedag.testkit.conformance.model;

import io.onedag.engine.Support;
import io.onedag.json.Json;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.ObservedRun.ObservedTask;
import io.onedag.testkit.conformance.probe.JournalEntry;
import io.onedag.testkit.conformance.probe.JournalEntry.Kind;
import io.onedag.testkit.conformance.probe.Seen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a scenario may be checked for, besides how its task runs end. Attempts are named as in {@link Evidence}. */
public final class Checks {

    /** How long a process may live on after its attempt. */
    private static final Duration END_OF_PROCESSES = Duration.ofSeconds(10);

    private Checks() {}

    /** Every attempt of {@code first} ends before any of {@code second} starts. */
    public static Check order(String first, String second) {
        return outcome(first + " ends before " + second + " starts", seen -> {
            List<JournalEntry> ends = seen.ends(first);
            List<JournalEntry> starts = seen.starts(second);
            if (ends.isEmpty() || starts.isEmpty()) {
                return Optional.of((ends.isEmpty() ? first : second) + " never ran");
            }
            int end = seen.position(ends.get(ends.size() - 1));
            return end < seen.position(starts.get(0))
                    ? Optional.empty()
                    : Optional.of(second + " started before " + first + " ended");
        });
    }

    /** An attempt of {@code early} starts while {@code other} hasn't ended. */
    public static Check startsBeforeEndOf(String early, String other) {
        return timing(early + " starts before " + other + " ends", seen -> {
            List<JournalEntry> starts = seen.starts(early);
            List<JournalEntry> ends = seen.ends(other);
            if (starts.isEmpty() || ends.isEmpty()) {
                return Optional.of((starts.isEmpty() ? early : other) + " never ran");
            }
            return seen.position(starts.get(0)) < seen.position(ends.get(0))
                    ? Optional.empty()
                    : Optional.of(early + " started after " + other + " had ended");
        });
    }

    /** Attempts start in this order. */
    public static Check startOrder(String... labels) {
        return timing("they start in the order " + String.join(", ", labels), seen -> {
            var wanted = List.of(labels);
            List<String> found = seen.journal().stream()
                    .filter(entry -> entry.kind() == Kind.START)
                    .map(entry -> wanted.contains(entry.runKey() + ":" + entry.label())
                            ? entry.runKey() + ":" + entry.label()
                            : entry.label())
                    .filter(wanted::contains)
                    .toList();
            return found.equals(wanted) ? Optional.empty() : Optional.of("they started in the order " + found);
        });
    }

    /** The pauses between the attempts of a task run; each may be longer by the engine's tolerance. */
    public static Check delays(String label, long... millis) {
        return timing("the delays of " + label + " are " + Json.write(list(millis)) + " ms", seen -> {
            List<JournalEntry> starts = seen.starts(label);
            List<JournalEntry> ends = seen.ends(label);
            if (starts.size() != millis.length + 1) {
                return Optional.of(label + " had " + starts.size() + " attempts, expected " + (millis.length + 1));
            }
            for (int i = 0; i < millis.length; i++) {
                Duration pause =
                        Duration.between(ends.get(i).at(), starts.get(i + 1).at());
                Duration least = Duration.ofMillis(millis[i]);
                if (pause.compareTo(least) < 0 || pause.compareTo(least.plus(seen.tolerance())) > 0) {
                    return Optional.of("attempt " + (i + 2) + " of " + label + " started " + pause.toMillis()
                            + " ms after attempt " + (i + 1) + " had ended, expected " + millis[i] + " ms");
                }
            }
            return Optional.empty();
        });
    }

    /** The pause before the second attempt is within these bounds; it may be longer by the engine's tolerance. */
    public static Check delayBetween(String label, long leastMillis, long mostMillis) {
        return timing("the delay of " + label + " is " + leastMillis + " to " + mostMillis + " ms", seen -> {
            List<JournalEntry> starts = seen.starts(label);
            List<JournalEntry> ends = seen.ends(label);
            if (starts.size() < 2 || ends.isEmpty()) {
                return Optional.of(label + " had " + starts.size() + " attempts, expected 2");
            }
            Duration pause = Duration.between(ends.get(0).at(), starts.get(1).at());
            boolean fits = pause.compareTo(Duration.ofMillis(leastMillis)) >= 0
                    && pause.compareTo(Duration.ofMillis(mostMillis).plus(seen.tolerance())) <= 0;
            return fits ? Optional.empty() : Optional.of("it was " + pause.toMillis() + " ms");
        });
    }

    /** The latest attempt saw this, to the character. */
    public static Check sawJson(String label, String json) {
        return outcome(label + " sees " + shortened(json), seen -> {
            List<JournalEntry> starts = seen.starts(label);
            String found =
                    starts.isEmpty() ? null : starts.get(starts.size() - 1).text();
            return Seen.shortened(json).equals(found)
                    ? Optional.empty()
                    : Optional.of(label + " saw " + (found == null ? "nothing" : shortened(found)) + ", expected "
                            + shortened(json));
        });
    }

    /** The latest attempt saw this value. */
    public static Check saw(String label, @Nullable Object value) {
        return sawJson(label, Json.write(Json.normalize(value)));
    }

    /** The latest attempt got this very text, of which only the digest is noted. */
    public static Check sawDigestOf(String label, String text) {
        return sawJson(label, Json.write(Seen.digest(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** The attempts of a task run are numbered so, as {@code round.attempt}. */
    public static Check numbered(String label, String... numbers) {
        return outcome("the attempts of " + label + " are " + String.join(", ", numbers), seen -> {
            List<String> found = seen.starts(label).stream()
                    .map(entry -> entry.round() + "." + entry.attempt())
                    .toList();
            return found.equals(List.of(numbers)) ? Optional.empty() : Optional.of("they were " + found);
        });
    }

    /** At some moment so many of these are under way together. */
    public static Check together(int count, String... labels) {
        return timing(count + " of " + String.join(", ", labels) + " run together", seen -> {
            int most = Overlap.most(seen.journal(), entry -> List.of(labels).contains(entry.label()));
            return most >= count ? Optional.empty() : Optional.of("at most " + most + " ran together");
        });
    }

    /** Never more than so many of these are under way together. */
    public static Check atMost(int count, String... labels) {
        return outcome("at most " + count + " of " + String.join(", ", labels) + " run together", seen -> {
            int most = Overlap.most(seen.journal(), entry -> List.of(labels).contains(entry.label()));
            return most <= count ? Optional.empty() : Optional.of(most + " ran together");
        });
    }

    /** So many attempts started, of all tasks and runs. */
    public static Check ran(int attempts) {
        return outcome(attempts + " attempts start", seen -> {
            long found = seen.journal().stream()
                    .filter(entry -> entry.kind() == Kind.START)
                    .count();
            return found == attempts ? Optional.empty() : Optional.of(found + " started");
        });
    }

    /** The body of a task run's latest attempt ended so. */
    public static Check ended(String label, String how) {
        return outcome("the body of " + label + " ends: " + how, seen -> {
            List<JournalEntry> ends = seen.ends(label);
            String found = ends.isEmpty() ? null : ends.get(ends.size() - 1).text();
            return how.equals(found) ? Optional.empty() : Optional.of("it ended: " + found);
        });
    }

    /** The processes that a task run's attempts started are gone. */
    public static Check processesGone(String label) {
        return outcome("no process of " + label + " is left", seen -> {
            List<JournalEntry> processes = seen.of(Kind.PROCESS, label);
            if (processes.isEmpty()) {
                return Optional.of(label + " started no process");
            }
            long end = System.nanoTime() + END_OF_PROCESSES.toNanos();
            var alive = new ArrayList<>(processes);
            while (true) {
                alive.removeIf(each -> !isAlive(each.pid(), each.at()));
                if (alive.isEmpty()) {
                    return Optional.empty();
                }
                if (System.nanoTime() > end) {
                    return Optional.of("left are " + alive);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        });
    }

    private static boolean isAlive(long pid, Instant started) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> handle.info()
                        .startInstant()
                        .filter(start -> start.isAfter(started.plusSeconds(1)))
                        .isEmpty())
                .isPresent();
    }

    /** The error of a task run of the only run says all of this. */
    public static Check errorSays(String label, String... texts) {
        return outcome("the error of " + label + " says " + String.join(", ", texts), seen -> {
            String error =
                    seen.run(Step.RUN).find(label).map(ObservedTask::error).orElse(null);
            for (String text : texts) {
                if (error == null || !error.contains(text)) {
                    return Optional.of("the error of " + label + " is: " + error);
                }
            }
            return Optional.empty();
        });
    }

    /** A run's end says why. */
    public static Check runSays(String run, String text) {
        return outcome("the run says " + text, seen -> {
            String reason = seen.run(run).reason();
            return reason != null && reason.contains(text) ? Optional.empty() : Optional.of("it says: " + reason);
        });
    }

    /** A run has these parameters, to the character. */
    public static Check params(String json) {
        return outcome("the parameters are " + shortened(json), seen -> {
            String found = seen.run(Step.RUN).params();
            return found == null || found.equals(json) ? Optional.empty() : Optional.of("they are " + shortened(found));
        });
    }

    /** A run has this key. */
    public static Check key(String run, String key) {
        return outcome("the key is " + key, seen -> {
            String found = seen.run(run).key();
            return found.equals(key) ? Optional.empty() : Optional.of("it is " + found);
        });
    }

    /** A run's key is its id. */
    public static Check keyIsId(String run) {
        return outcome("the key is the run's id", seen -> {
            ObservedRun found = seen.run(run);
            return found.key().equals(found.id()) ? Optional.empty() : Optional.of("it is " + found.key());
        });
    }

    /** Two names of the script stand for one run. */
    public static Check sameRun(String one, String other) {
        return outcome(one + " and " + other + " are one run", seen -> {
            return seen.run(one).id().equals(seen.run(other).id())
                    ? Optional.empty()
                    : Optional.of("they are two runs");
        });
    }

    /** Names of the script stand for as many runs. */
    public static Check otherRuns(String... runs) {
        return outcome("they are " + runs.length + " runs", seen -> {
            var ids = new HashSet<String>();
            for (String run : runs) {
                ids.add(seen.run(run).id());
            }
            return ids.size() == runs.length ? Optional.empty() : Optional.of("they are " + ids.size());
        });
    }

    /** A task run counts so many rows as written. */
    public static Check rows(String label, long written) {
        return outcome(label + " counts " + written + " rows", seen -> {
            Long found = seen.run(Step.RUN)
                    .find(label)
                    .map(ObservedTask::rowsWritten)
                    .orElse(null);
            return Objects.equals(found, written) ? Optional.empty() : Optional.of("it counts " + found);
        });
    }

    /** Two task runs of the only run have the same output. */
    public static Check sameOutputs(String one, String other) {
        return outcome(one + " and " + other + " have the same output", seen -> {
            String first = output(seen, one);
            String second = output(seen, other);
            return first != null && first.equals(second)
                    ? Optional.empty()
                    : Optional.of("they are " + first + " and " + second);
        });
    }

    /** Two task runs of the only run have an output each, and not the same. */
    public static Check otherOutputs(String one, String other) {
        return outcome(one + " and " + other + " have outputs of their own", seen -> {
            String first = output(seen, one);
            String second = output(seen, other);
            return first != null && second != null && !first.equals(second)
                    ? Optional.empty()
                    : Optional.of("they are " + first + " and " + second);
        });
    }

    private static @Nullable String output(Evidence seen, String label) {
        return seen.run(Step.RUN).find(label).map(ObservedTask::output).orElse(null);
    }

    /** A text is nowhere in what the engine wrote or gives back, neither as it is nor as JSON writes it. */
    public static Check nowhere(String secret) {
        String asJson = Json.write(secret);
        Check asWritten = absent(asJson.substring(1, asJson.length() - 1));
        Check plain = absent(secret);
        return outcome(
                plain.description(),
                seen -> plain.find().apply(seen).or(() -> asWritten.find().apply(seen)));
    }

    private static Check absent(String secret) {
        return outcome("the secret is nowhere", seen -> {
            for (ObservedRun run : seen.runs().values()) {
                if (run.toString().contains(secret)) {
                    return Optional.of("it is in the run: " + run.toString().replace(secret, "<<<" + secret + ">>>"));
                }
            }
            return seen.traces().stream()
                    .filter(trace -> trace.contains(secret))
                    .findFirst()
                    .map(trace -> "it is in: " + shortened(trace.substring(Math.max(0, trace.indexOf(secret) - 100))));
        });
    }

    /** Some of what the engine wrote has this text. */
    public static Check written(String text) {
        return outcome("\"" + text + "\" is written", seen -> {
            boolean found = seen.traces().stream().anyMatch(trace -> trace.contains(text));
            return found ? Optional.empty() : Optional.of("nothing that was written has it");
        });
    }

    private static Check outcome(String description, java.util.function.Function<Evidence, Optional<String>> find) {
        return new Check(description, Support.Kind.OUTCOME, find);
    }

    private static Check timing(String description, java.util.function.Function<Evidence, Optional<String>> find) {
        return new Check(description, Support.Kind.TIMING, find);
    }

    private static List<Long> list(long... values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "… (" + text.length() + " characters)";
    }
}

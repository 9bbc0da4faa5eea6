package io.onedag.child;

import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.attempt.Settlement;
import io.onedag.driven.DriversWord;
import io.onedag.engine.Failure;
import io.onedag.engine.RunStore;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The course of one attempt: it begins, runs, and its end is settled once, by the thread that ran it or by the one that ends the JVM.
 *
 * <p>The result is written beside its place, the outcome put on record, the result put into its place. In this order a full disk is a
 * failure on both sides; and where a process dies in between, its caller asks again, and is answered from the record.
 */
final class Course {

    private final Host host;
    private final Options options;
    private final Console console;
    private final Ledger ledger;
    private final @Nullable ResultFile file;
    private final int mapIndex;
    private final AtomicBoolean settling = new AtomicBoolean();
    private volatile @Nullable Attempt attempt;
    private volatile @Nullable Ending ending;

    Course(Host host, Options options, Console console, Ledger ledger, @Nullable ResultFile file, int mapIndex) {
        this.host = host;
        this.options = options;
        this.console = console;
        this.ledger = ledger;
        this.file = file;
        this.mapIndex = mapIndex;
    }

    /** Runs the attempt, and returns the exit code. */
    int run() {
        Ending end = Ending.watch(host, new Ending.Stubborn() {
            @Override
            public void settle(String why) {
                settleStubborn(why);
            }
        });
        ending = end;
        try {
            Ledger.Entry entry = ledger.begin();
            if (entry instanceof Ledger.Answered answered) {
                return answer(answered);
            }
            Attempt begun = ((Ledger.Claimed) entry).attempt();
            attempt = begun;
            end.of(begun);
            return settle(begun, begun.run());
        } finally {
            try {
                ledger.close();
            } finally {
                if (file != null) {
                    file.discard();
                }
                end.over();
            }
        }
    }

    /** Whether the attempt is on record as begun. */
    boolean hasBegun() {
        return attempt != null;
    }

    private int settle(Attempt begun, AttemptResult ran) {
        if (!settling.compareAndSet(false, true)) {
            return waitForTheEnd();
        }
        Ending end = Objects.requireNonNull(ending);
        DriversWord word = end.word();
        AttemptResult result = ran;
        Answer answer = Answer.of(result);
        try {
            prepare(answer);
        } catch (IOException e) {
            result = unwritable(ran, e);
            answer = Answer.of(result);
        }
        AttemptResult ended = ledger.end(begun, result, word == null ? DriversWord.NONE : word);
        if (ended != ran) {
            answer = Answer.of(ended);
            prepareAgain(answer);
        }
        int code = publish(answer);
        end.recorded(code);
        say(begun, ended);
        tell(begun, ended);
        end.settled();
        print(answer);
        return code;
    }

    /** In the thread that ends the JVM: the body takes no notice of its interrupt. */
    private void settleStubborn(String why) {
        Attempt begun = attempt;
        if (begun == null) {
            return;
        }
        try {
            settle(begun, new AttemptResult.Interrupted(why));
        } catch (RuntimeException e) {
            console.say("its end is not on record: " + e.getMessage());
        }
    }

    /** Another thread settles, and then ends the JVM. */
    private static int waitForTheEnd() {
        while (true) {
            LockSupport.park();
        }
    }

    private void prepare(Answer answer) throws IOException {
        if (file != null) {
            file.prepare(answer.document(mapIndex));
        }
    }

    /** In place of what was prepared, or could not be: without an output, it takes little room. */
    private void prepareAgain(Answer answer) {
        try {
            prepare(answer);
        } catch (IOException e) {
            console.say("warning: the result can't be written to " + file + ": " + e.getMessage());
        }
    }

    /**
     * The result into its place. A success that the caller can't read is none for it; asked again, it is answered from the record.
     *
     * @return the exit code
     */
    private int publish(Answer answer) {
        try {
            if (file != null) {
                file.publish();
            }
            return answer.exitCode();
        } catch (IOException e) {
            return unread(answer, e);
        }
    }

    private int unread(Answer answer, IOException why) {
        boolean success = answer.exitCode() == ChildExit.SUCCESS;
        console.say((success ? "failed for its caller: " : "warning: ") + "the result can't be put into " + file + ": "
                + why);
        console.say("  next   make room there, or let " + Variables.RESULT_FILE + " name another place");
        return success ? ChildExit.FAILED : answer.exitCode();
    }

    private AttemptResult unwritable(AttemptResult ran, IOException thrown) {
        RunStore.EffectTransaction effect = Settlement.effect(ran);
        if (effect != null) {
            effect.close();
        }
        var failure = new Failure(
                thrown.getClass().getName(),
                "its result can't be written to " + file + ": " + thrown.getMessage()
                        + "\nnext: make room there, or let " + Variables.RESULT_FILE + " name another place",
                null,
                false);
        return new AttemptResult.Failed(failure, false, Answer.of(ran).rows());
    }

    /** What fails here changes nothing of what is on record, and so nothing of the exit code. */
    private void tell(Attempt begun, AttemptResult ended) {
        try {
            ledger.tell(begun, ended);
        } catch (RuntimeException e) {
            console.say("warning: the attempt's end is on record, but not everybody was told: " + e.getMessage());
        }
    }

    private void say(Attempt begun, AttemptResult result) {
        String label = "task " + begun.event().label();
        if (result instanceof AttemptResult.Skipped skipped) {
            console.say(label + " skipped itself: " + skipped.why());
        } else if (result instanceof AttemptResult.Interrupted interrupted) {
            console.say(label + " was interrupted: " + interrupted.why());
        }
    }

    private int answer(Ledger.Answered answered) {
        console.say(answered.note());
        print(answered.answer());
        try {
            prepare(answered.answer());
        } catch (IOException e) {
            return unread(answered.answer(), e);
        }
        return publish(answered.answer());
    }

    private void print(Answer answer) {
        if (options.json()) {
            host.out().println(answer.document(mapIndex));
            host.out().flush();
        }
    }
}

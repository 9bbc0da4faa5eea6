package io.onedag.child;

import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.driven.DriversWord;

/** Where an attempt is put on record: in the store, or nowhere. */
interface Ledger extends AutoCloseable {

    /** What is to be done. Either an attempt to run, or an answer that needs none. */
    sealed interface Entry {}

    /** The attempt is on record as begun. */
    record Claimed(Attempt attempt) implements Entry {}

    /** It isn't to run; {@code note} says so to people. */
    record Answered(Answer answer, String note) implements Entry {}

    /** Looks it up and claims it. No connection is held when this returns. */
    Entry begin();

    /**
     * Puts its end on record, with all that follows from it.
     *
     * @param word what the driver made of it, where it was interrupted
     * @return how it ended, which the caller is answered: {@code result} itself, unless its effect could not commit, or a later attempt
     *     was there first
     */
    AttemptResult end(Attempt attempt, AttemptResult result, DriversWord word);

    /**
     * Says what became of it, once that is on record: metrics, notifications, the last lines of its log.
     *
     * @param result what {@link #end} returned
     */
    void tell(Attempt attempt, AttemptResult result);

    /** Gives back what it holds. */
    @Override
    void close();
}

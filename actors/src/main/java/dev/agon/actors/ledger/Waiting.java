package dev.agon.actors.ledger;

/** Hears that a ledger's database does not answer while a start waits for it. */
@FunctionalInterface
public interface Waiting {
    /**
     * Told of each try that failed.
     *
     * @param message one sentence: which database, since when, how long it is waited for, what to check
     * @return whether to try again
     */
    boolean goOn(String message);
}

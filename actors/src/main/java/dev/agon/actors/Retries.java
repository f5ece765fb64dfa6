package dev.agon.actors;

import java.time.Duration;
import java.util.Optional;

/** Counts the failures in a row of a computation and says how long to wait before the next try. */
public final class Retries {
    private final ActorSettings settings;
    private int failures;

    /** No failure yet. */
    public Retries(ActorSettings settings) {
        this.settings = settings;
    }

    /** The wait before the next try: the minimum, doubled with each failure; empty if there were too many. */
    public Optional<Duration> afterFailure() {
        failures++;
        if (failures > settings.retries()) {
            return Optional.empty();
        }
        Duration wait = settings.retryMinimum().multipliedBy(1L << Math.min(failures - 1, 20));
        return Optional.of(wait.compareTo(settings.retryMaximum()) < 0 ? wait : settings.retryMaximum());
    }

    /** The computation worked. */
    public void afterSuccess() {
        failures = 0;
    }
}

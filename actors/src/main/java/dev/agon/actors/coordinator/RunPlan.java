package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Purpose;

/**
 * The facts that decide what a run does: together with the judged groups they determine every unit of work.
 *
 * @param configDigest digest of everything in the configuration that the result depends on
 * @param seed the run's seed
 * @param start the weights to start from, number 0
 * @param iterations updates to make, at least 1
 * @param shardPrompts prompts in one unit of training work; evaluation units have as many completions as training units
 * @param samples completions a prompt in training
 * @param guests who answers beside the policy in training
 * @param validationSamples completions a prompt in validation
 * @param testSamples completions a prompt in the final test
 * @param validateBesideUpdate whether a version is validated while the learner already makes the next one; shortens a
 *     run on machines with idle cores and changes no result
 * @param schedule which version answers the prompts of an iteration
 * @param confidence coverage of the intervals, such as 0.95
 * @param prompts where the prompts come from
 */
@Decision
public record RunPlan(
        String configDigest,
        long seed,
        PolicyVersion start,
        int iterations,
        int shardPrompts,
        int samples,
        Guests guests,
        int validationSamples,
        int testSamples,
        boolean validateBesideUpdate,
        Schedule schedule,
        double confidence,
        PromptSource prompts) {
    public RunPlan {
        if (start.number() != 0 || iterations < 1 || shardPrompts < 1) {
            throw new IllegalArgumentException("a run has a version 0, an iteration and a prompt a shard at least");
        }
        if (samples < 1 || validationSamples < 1 || testSamples < 1) {
            throw new IllegalArgumentException("a prompt has a sample at least");
        }
    }

    /** One in which the policy plays alone. */
    public RunPlan(
            String configDigest,
            long seed,
            PolicyVersion start,
            int iterations,
            int shardPrompts,
            int samples,
            int validationSamples,
            int testSamples,
            boolean validateBesideUpdate,
            Schedule schedule,
            double confidence,
            PromptSource prompts) {
        this(
                configDigest,
                seed,
                start,
                iterations,
                shardPrompts,
                samples,
                Guests.NONE,
                validationSamples,
                testSamples,
                validateBesideUpdate,
                schedule,
                confidence,
                prompts);
    }

    /**
     * Asks for prompts of each kind, so that nobody waits later for the data that they come from.
     *
     * @throws RuntimeException if there are none, as for whoever asks first
     */
    public void readPrompts() {
        for (Purpose purpose : Purpose.values()) {
            prompts.prompts(purpose, 0);
        }
    }

    /** Completions a prompt in work of this purpose. */
    int samplesFor(Purpose purpose) {
        return switch (purpose) {
            case TRAIN -> samples;
            case VALIDATE -> validationSamples;
            case TEST -> testSamples;
        };
    }

    /** Prompts in a unit of work of this purpose. */
    int shardPromptsFor(Purpose purpose) {
        return Math.max(1, shardPrompts * samples / samplesFor(purpose));
    }
}

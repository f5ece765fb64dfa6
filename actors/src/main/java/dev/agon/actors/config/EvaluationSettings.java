package dev.agon.actors.config;

import dev.agon.protocol.settings.Settings;

/**
 * How a policy is measured, block {@code agon.evaluation}; each key is described in {@code reference.conf}.
 *
 * @param validationPrompts prompts answered after every iteration
 * @param validationSamples answers to each of them
 * @param testPrompts prompts answered at the end
 * @param testSamples answers to each of them
 * @param besideUpdate whether a version is validated while the learner makes the next one
 * @param confidence coverage of the intervals
 */
public record EvaluationSettings(
        int validationPrompts,
        int validationSamples,
        int testPrompts,
        int testSamples,
        boolean besideUpdate,
        double confidence) {
    private static final int MANY = 1 << 20;

    /** Reads the block. */
    public static EvaluationSettings of(Settings settings) {
        return new EvaluationSettings(
                settings.integer("validation-prompts", 1, MANY),
                settings.integer("validation-samples", 1, 1024),
                settings.integer("test-prompts", 1, MANY),
                settings.integer("test-samples", 1, 1024),
                settings.flag("beside-update"),
                settings.number("confidence", 0.5, 0.9999));
    }
}

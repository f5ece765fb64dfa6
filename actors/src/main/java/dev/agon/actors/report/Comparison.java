package dev.agon.actors.report;

import org.jspecify.annotations.Nullable;

/**
 * A figure of the starting policy beside that of the final one, on the same prompts.
 *
 * @param base the starting policy's
 * @param result the final policy's
 * @param difference result minus base; null where no interval can be given, as for figures of a whole set of answers
 */
public record Comparison(double base, double result, @Nullable Interval difference) {}

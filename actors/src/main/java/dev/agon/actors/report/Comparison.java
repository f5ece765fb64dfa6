package dev.agon.actors.report;

/**
 * A figure of the starting policy beside that of the final one, on the same prompts.
 *
 * @param base the starting policy's
 * @param result the final policy's
 * @param difference result minus base
 */
public record Comparison(double base, double result, Interval difference) {}

package dev.agon.actors.report;

/** A mean with its confidence interval; {@code low <= high}. */
public record Interval(double mean, double low, double high) {}

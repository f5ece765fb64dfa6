package dev.agon.learner;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an update did.
 *
 * @param metrics by name, in alphabetical order; {@code docs/metrics.md} defines each
 */
public record UpdateReport(SortedMap<String, Double> metrics) {
    public UpdateReport {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /**
     * One metric's value.
     *
     * @throws IllegalArgumentException if the update did not report it
     */
    public double metric(String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no metric " + name + " among " + metrics.keySet());
        }
        return value;
    }
}

package dev.agon.learner;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Running means by name, each over its own number of observations. Not thread-safe. */
public final class Means {
    private final Map<String, Mean> means = new TreeMap<>();

    /** Observes one value. */
    public Means add(String name, double value) {
        return add(name, value, 1);
    }

    /** Observes {@code count} values with the given sum. */
    public Means add(String name, double sum, long count) {
        Mean mean = means.computeIfAbsent(name, unused -> new Mean());
        mean.sum += sum;
        mean.count += count;
        return this;
    }

    /** Observes all that the other one observed. */
    public Means add(Means other) {
        other.means.forEach((name, mean) -> add(name, mean.sum, mean.count));
        return this;
    }

    /** The means by name, in alphabetical order; a name without an observation is left out. */
    public SortedMap<String, Double> toMap() {
        SortedMap<String, Double> map = new TreeMap<>();
        means.forEach((name, mean) -> {
            if (mean.count > 0) {
                map.put(name, mean.sum / mean.count);
            }
        });
        return Collections.unmodifiableSortedMap(map);
    }

    private static final class Mean {
        private double sum;
        private long count;
    }
}

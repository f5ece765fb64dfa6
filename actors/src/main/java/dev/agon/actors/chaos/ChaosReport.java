package dev.agon.actors.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a drill saw: each hit with its recovery, and what the coordinators dropped. */
public final class ChaosReport {
    private final SortedMap<String, List<Hit>> hits = new TreeMap<>(); // by the victim
    private final SortedMap<Long, Map<String, Long>> drops = new TreeMap<>(); // by term; each term counts from zero

    void add(Hit hit) {
        hits.computeIfAbsent(hit.victim(), any -> new ArrayList<>()).add(hit);
    }

    void see(Sighting sighting) {
        if (sighting.pulse().term() > 0) {
            drops.put(sighting.pulse().term(), sighting.pulse().drops());
        }
    }

    /** Number of hits. */
    int hits() {
        return hits.values().stream().mapToInt(List::size).sum();
    }

    /**
     * A table for people. Times are seconds after the hit, median and longest: until the cluster missed the node, until
     * a coordinator began a new term, until the first result was stored (where the learner was hit, the first update
     * committed), and the longest time without either.
     */
    public String render() {
        StringBuilder table = new StringBuilder();
        table.append(line("hit", "times", "missed", "new term", "useful", "standstill", "while"));
        hits.forEach((victim, of) -> table.append(line(
                victim,
                of.size(),
                times(of, Hit::noticed),
                times(of, Hit::owned),
                times(of, Hit::moved),
                times(of, hit -> OptionalDouble.of(hit.standstill())),
                of.stream().collect(Collectors.groupingBy(Hit::stage, TreeMap::new, Collectors.counting())))));
        SortedMap<String, Long> dropped = new TreeMap<>();
        drops.values().forEach(term -> term.forEach((reason, count) -> dropped.merge(reason, count, Long::sum)));
        table.append(dropped.isEmpty() ? "nothing was dropped" : "dropped: " + dropped);
        return table.append(System.lineSeparator()).toString();
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-22s %5s  %-12s %-12s %-12s %-12s %s%n", cells);
    }

    private static String times(Collection<Hit> hits, Function<Hit, OptionalDouble> time) {
        double[] sorted = hits.stream()
                .map(time)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .sorted()
                .toArray();
        return sorted.length == 0
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.1f / %.1f",
                        median(sorted),
                        Arrays.stream(sorted).max().orElseThrow());
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

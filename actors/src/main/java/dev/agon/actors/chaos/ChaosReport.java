package dev.agon.actors.chaos;

import dev.agon.actors.node.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a drill saw: each hit with the run's stage at the time, and how long until the run was seen to move again. */
public final class ChaosReport {
    private final Map<Role, List<Double>> recoveries = new EnumMap<>(Role.class);
    private final Map<Role, Map<String, Integer>> stages = new EnumMap<>(Role.class);
    private int suspensions;

    /**
     * Notes a hit.
     *
     * @param stage what the run was doing
     * @param seconds until the run moved again
     */
    void add(Role role, String stage, boolean suspended, double seconds) {
        recoveries.computeIfAbsent(role, any -> new ArrayList<>()).add(seconds);
        stages.computeIfAbsent(role, any -> new TreeMap<>()).merge(stage, 1, Integer::sum);
        suspensions += suspended ? 1 : 0;
    }

    /** Number of hits. */
    int hits() {
        return recoveries.values().stream().mapToInt(List::size).sum();
    }

    /** A table for people: hits, recovery in seconds, and the stages they fell into, by role. */
    public String render() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT, "%-8s %5s  %7s %7s %7s  %s%n", "role", "hits", "median", "90 %", "longest", "while"));
        recoveries.forEach((role, seconds) -> {
            List<Double> sorted = new ArrayList<>(seconds);
            Collections.sort(sorted);
            table.append(String.format(
                    Locale.ROOT,
                    "%-8s %5d  %6.1fs %6.1fs %6.1fs  %s%n",
                    role.label(),
                    sorted.size(),
                    quantile(sorted, 0.5),
                    quantile(sorted, 0.9),
                    sorted.get(sorted.size() - 1),
                    stages.getOrDefault(role, Map.of())));
        });
        if (suspensions > 0) {
            table.append(suspensions).append(" of them were suspensions").append(System.lineSeparator());
        }
        return table.toString();
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }
}

package dev.agon.actors.claim;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.env.game.Feedback;
import dev.agon.learner.exact.Dynamics;
import dev.agon.protocol.settings.Nearest;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One who plays.
 *
 * @param name what it is called
 * @param policy which of its policies counts
 * @param feedback how the preference is told to it
 * @param candidates its settings and what they make, all combinations of the grid; at least one
 */
public record Method(String name, String policy, Feedback feedback, List<Candidate> candidates) {
    /** Copies the list. */
    public Method {
        candidates = List.copyOf(candidates);
    }

    /**
     * Dynamics with these settings.
     *
     * @param label the settings as {@code key=value}, a blank between two; those of the grid alone
     */
    public record Candidate(String label, Dynamics dynamics) {}

    static Method of(ResolvedConfig config, Settings settings, Feedback usual) {
        String name = settings.text("name");
        if (name.isBlank()) {
            throw settings.fault("name", "is empty; say what the method is called");
        }
        String algorithm = settings.text("algorithm");
        List<String> known = config.settings("agon.dynamics").names();
        if (!known.contains(algorithm)) {
            throw settings.fault(
                    "algorithm",
                    "is \"" + algorithm + "\" but must be one of " + String.join(", ", known)
                            + Nearest.to(algorithm, known)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
        String feedback = settings.text("feedback");
        String block = "agon.dynamics." + algorithm;
        ResolvedConfig fixed = config;
        Settings set = settings.block("set");
        for (String key : set.keys()) {
            fixed = with(fixed, set, block, key, set.value(key));
        }
        return new Method(
                name,
                settings.oneOf("policy", Policies.NAMES),
                feedback.isEmpty() ? usual : Feedback.parse(settings.full("feedback"), feedback),
                candidates(fixed, settings.block("grid"), block));
    }

    private static ResolvedConfig with(
            ResolvedConfig config, Settings settings, String block, String key, Object value) {
        List<String> keys = config.settings(block).keys();
        if (!keys.contains(key) || key.equals("class")) {
            throw settings.fault(
                    key,
                    "is no setting of " + block
                            + Nearest.to(key, keys)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("; it has " + String.join(", ", keys)));
        }
        return config.with(block + "." + key, value, settings.full(key));
    }

    private static List<Candidate> candidates(ResolvedConfig fixed, Settings grid, String block) {
        List<SortedMap<String, String>> combinations = new ArrayList<>(List.of(new TreeMap<>()));
        for (String key : grid.keys()) {
            List<SortedMap<String, String>> wider = new ArrayList<>();
            for (SortedMap<String, String> combination : combinations) {
                for (String value : grid.texts(key)) {
                    SortedMap<String, String> longer = new TreeMap<>(combination);
                    longer.put(key, value);
                    wider.add(longer);
                }
            }
            if (wider.isEmpty()) {
                throw grid.fault(key, "is empty; list the values to try");
            }
            combinations = wider;
        }
        List<Candidate> candidates = new ArrayList<>();
        for (SortedMap<String, String> combination : combinations) {
            ResolvedConfig config = fixed;
            List<String> label = new ArrayList<>();
            for (String key : combination.keySet()) {
                String value = combination.getOrDefault(key, "");
                config = with(config, grid, block, key, value);
                label.add(key + "=" + value);
            }
            candidates.add(new Candidate(
                    String.join(" ", label), config.settings(block).create(Dynamics.class)));
        }
        return candidates;
    }
}

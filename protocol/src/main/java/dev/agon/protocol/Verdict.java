package dev.agon.protocol;

import java.util.Map;

/**
 * What a judge says of the completions of one group.
 *
 * @param judge the judge's name in the configuration
 * @param preference the judge's win probabilities
 * @param readers the same by each reader of a panel, by name, for reports; empty for a judge without readers
 */
public record Verdict(String judge, PreferenceMatrix preference, Map<String, PreferenceMatrix> readers) {
    public Verdict {
        readers = Map.copyOf(readers);
    }
}

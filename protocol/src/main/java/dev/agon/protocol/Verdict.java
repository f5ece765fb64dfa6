package dev.agon.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a judge says of the completions of one group.
 *
 * @param judge the judge's name in the configuration
 * @param preference the judge's win probabilities
 * @param readers the same by each reader of a panel, in the order of their names, for reports; empty for a judge
 *     without readers
 */
public record Verdict(String judge, PreferenceMatrix preference, Map<String, PreferenceMatrix> readers) {
    public Verdict {
        readers = Collections.unmodifiableMap(new TreeMap<>(readers));
    }
}

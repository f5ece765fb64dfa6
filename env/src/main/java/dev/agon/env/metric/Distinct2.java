package dev.agon.env.metric;

import dev.agon.env.judge.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Diversity of a set of answers (Li et al. 2016, "A diversity-promoting objective function for neural conversation
 * models"): distinct pairs of neighbouring words divided by all such pairs. In (0, 1], higher is more diverse; it falls
 * with the number of answers, so compare sets of equal size only.
 */
public final class Distinct2 {
    private Distinct2() {}

    /** Distinct-2 over all answers together, no pair reaching from one answer into the next; 1 if there is no pair. */
    public static double of(Iterable<String> answers) {
        Set<String> distinct = new HashSet<>();
        long pairs = 0;
        for (String answer : answers) {
            List<String> words = Words.of(answer);
            for (int i = 1; i < words.size(); i++) {
                distinct.add(words.get(i - 1) + " " + words.get(i));
                pairs++;
            }
        }
        return pairs == 0 ? 1 : (double) distinct.size() / pairs;
    }
}

package dev.agon.env.judge;

import dev.agon.env.wordnet.WordNet;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Prefers plain words: the answer with the higher share of common words among its content words wins. A word is common
 * if WordNet counted its lemma at least {@code common-from} times in its sense-tagged texts. Shares above
 * {@code enough} count as {@code enough}, so there is nothing to gain from common words beyond it.
 */
public final class Plain implements Reader {
    private final int commonFrom;
    private final double enough;

    public Plain(Settings settings) {
        this.commonFrom = settings.integer("common-from", 1, 100_000);
        this.enough = settings.number("enough", 0, 1);
    }

    @Override
    public PreferenceMatrix.Duel read(Group group, JudgeContext context) {
        return Duels.higherWins(group.completions().stream()
                .mapToDouble(completion -> Math.min(enough, commonShare(completion.text())))
                .toArray());
    }

    /** Common words divided by content words; 0 if there are none. */
    private double commonShare(String text) {
        List<String> content = Words.content(Words.of(text));
        long common = content.stream()
                .filter(word -> WordNet.get().usageOfForm(word) >= commonFrom)
                .count();
        return content.isEmpty() ? 0 : (double) common / content.size();
    }
}

package dev.agon.env.judge;

import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;

/**
 * Prefers a comfortable length: answers of {@code least} to {@code most} words tie; outside the band the answer fewer
 * words away from it wins.
 */
public final class Brief implements Reader {
    private static final int LONGEST = 100_000;

    private final int least;
    private final int most;

    public Brief(Settings settings) {
        this.least = settings.integer("least", 0, LONGEST);
        this.most = settings.integer("most", least, LONGEST);
    }

    @Override
    public PreferenceMatrix.Duel read(Group group, JudgeContext context) {
        return Duels.higherWins(group.completions().stream()
                .mapToDouble(completion -> -excess(Words.of(completion.text()).size()))
                .toArray());
    }

    private int excess(int words) {
        return Math.max(0, Math.max(least - words, words - most));
    }
}

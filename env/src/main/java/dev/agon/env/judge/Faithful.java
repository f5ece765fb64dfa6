package dev.agon.env.judge;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Prefers the right {@link Genus}: an answer that names one beats an answer that names none, and, unless
 * {@code nearer-wins} is off, the nearer genus beats the farther. Prompts that ask for no word tie.
 */
public final class Faithful implements Reader {
    private static final int DEEPEST = 100;

    private final int leastDepth;
    private final boolean nearerWins;

    public Faithful(Settings settings) {
        this.leastDepth = settings.integer("least-depth", 0, DEEPEST);
        this.nearerWins = settings.flag("nearer-wins");
    }

    @Override
    public PreferenceMatrix.Duel read(Group group, JudgeContext context) {
        Optional<Genus> genus = Genus.of(group.prompt(), leastDepth);
        return Duels.higherWins(group.completions().stream()
                .mapToDouble(completion ->
                        genus.map(known -> score(known, completion)).orElse(0.0))
                .toArray());
    }

    private double score(Genus genus, Completion completion) {
        OptionalInt distance = genus.nearest(completion.text());
        return distance.isEmpty() ? 0 : nearerWins ? 1.0 / distance.getAsInt() : 1;
    }
}

package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * An algorithm that is a {@link PairLoss} of implicit rewards, averaged over the pairs that a {@link Pairing} makes.
 * Its block has the keys {@code pairs}, {@code minimum-margin} and {@code labels}.
 */
abstract class PairAlgorithm extends RewardAlgorithm {
    private final Pairing pairing;

    PairAlgorithm(Settings settings, Reference reference) {
        super(reference);
        this.pairing = Pairing.of(settings);
    }

    /** The loss of one pair under a certain label. */
    abstract PairLoss loss();

    @Override
    List<Comparison> comparisons(Answers answers) {
        return pairing.of(answers.preference());
    }

    @Override
    RewardLoss loss(Answers answers, List<Comparison> comparisons) {
        return RewardLoss.mean(comparisons, loss());
    }
}

package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.protocol.Author;
import dev.agon.protocol.settings.Settings;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Self-play fine-tuning (SPIN): the written answer wins against each of the policy's own, {@code -log sigma(lambda *
 * [log pi(y_data)/pi_t(y_data) - log pi(y_self)/pi_t(y_self)])}. Chen et al. 2024, "Self-Play Fine-Tuning Converts Weak
 * Language Models to Strong Language Models", arXiv 2401.01335, section 4.
 *
 * <p>The previous version is both the opponent, who gives y_self, and the reference. The verdicts play no part in the
 * loss. Where policy and data have one distribution nothing is left to tell them apart: that is the only fixed point,
 * so the policy comes to answer as the data does and no better.
 */
public final class Spin extends RewardAlgorithm {
    private final double lambda;

    /** The algorithm with the settings of its block. */
    public Spin(Settings settings) {
        super(Reference.PREVIOUS);
        lambda = settings.number("lambda", 1e-6, 1e6);
    }

    @Override
    public Written written() {
        return Written.ALWAYS;
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(lambda, answers.reference(answer));
    }

    @Override
    List<Comparison> comparisons(Answers answers) {
        return answers.by(Author.WRITTEN)
                .boxed()
                .flatMap(written -> IntStream.range(0, answers.own()).mapToObj(own -> new Comparison(written, own, 1)))
                .toList();
    }

    @Override
    RewardLoss loss(Answers answers, List<Comparison> comparisons) {
        return RewardLoss.mean(comparisons, PairLoss.logistic());
    }
}

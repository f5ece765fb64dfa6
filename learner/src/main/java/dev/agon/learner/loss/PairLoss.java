package dev.agon.learner.loss;

/** A loss of two answers' implicit rewards, of which the first is to be preferred. */
@FunctionalInterface
public interface PairLoss {
    /** A label that differs from 1 by less is certain. */
    double CERTAIN = 1e-12;

    /** Value and slopes at these rewards. */
    PairSlopes at(double chosen, double rejected);

    /** {@code -log sigma(m)} of the margin m: the log-likelihood of Bradley and Terry's model (1952). */
    static PairLoss logistic() {
        return (chosen, rejected) -> {
            double margin = chosen - rejected;
            return PairSlopes.ofMargin(LogSpace.negativeLogSigmoid(margin), -LogSpace.sigmoid(-margin));
        };
    }

    /** {@code (m - target)^2} of the margin m: the regression of IPO (Azar et al. 2023, arXiv 2310.12036, eq. 17). */
    static PairLoss square(double target) {
        return (chosen, rejected) -> {
            double miss = chosen - rejected - target;
            return PairSlopes.ofMargin(miss * miss, 2 * miss);
        };
    }

    /**
     * The loss under a label that is not certain: {@code p L(w, l) + (1 - p) L(l, w)}. With p = P(w beats l) it is the
     * expectation over labels drawn by the judge; with p = 1 - e it smooths a label by e; with p = (1 - e)/(1 - 2e),
     * which is greater than 1, it is the unbiased estimate of the loss of labels of which a share e was flipped.
     */
    default PairLoss labelled(double p) {
        if (Math.abs(1 - p) < CERTAIN) {
            return this;
        }
        return (chosen, rejected) -> at(chosen, rejected)
                .times(p)
                .plus(at(rejected, chosen).swapped().times(1 - p));
    }
}

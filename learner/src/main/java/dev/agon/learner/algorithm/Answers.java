package dev.agon.learner.algorithm;

import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.loss.LogSpace;
import dev.agon.protocol.Author;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The answers to one prompt as an algorithm sees them: who beats whom, and how likely each was to whom. */
final class Answers {
    private final JudgedGroup judged;
    private final int group;
    private final ReferenceLogProbs reference;

    private final double divergence;

    private Answers(JudgedGroup judged, int group, ReferenceLogProbs reference, double divergence) {
        this.judged = judged;
        this.group = group;
        this.reference = reference;
        this.divergence = divergence;
    }

    /** Those of each group of an iteration. */
    static List<Answers> of(List<JudgedGroup> groups, ReferenceLogProbs reference) {
        double divergence = IntStream.range(0, groups.size())
                .mapToObj(g -> new Answers(groups.get(g), g, reference, 0))
                .flatMapToDouble(answers -> Arrays.stream(answers.logRatios()))
                .average()
                .orElse(0);
        return IntStream.range(0, groups.size())
                .mapToObj(g -> new Answers(groups.get(g), g, reference, divergence))
                .toList();
    }

    /** The group in which they stand. */
    JudgedGroup judged() {
        return judged;
    }

    /** Index of the group in the iteration. */
    int group() {
        return group;
    }

    /** Number of answers. */
    int size() {
        return preference().size();
    }

    /** Number of the policy's own answers, which stand first; guests follow. */
    int own() {
        return judged.group().own();
    }

    /** Indices of the answers that somebody else than the policy gave. */
    IntStream by(Author author) {
        return IntStream.range(own(), size())
                .filter(i -> judged.group().completions().get(i).author() == author);
    }

    /** P(i beats j) for each two of them. */
    PreferenceMatrix preference() {
        return judged.verdict().preference();
    }

    /** Mean win probability of an answer against the others. */
    double winRate(int answer) {
        return preference().winRate(answer);
    }

    /** Win rates of all of them. */
    double[] winRates() {
        return IntStream.range(0, size()).mapToDouble(this::winRate).toArray();
    }

    /** Log-probabilities under pi_t, the policy that sampled them. */
    LogProbs sampled(int answer) {
        return judged.group().completions().get(answer).logProbs();
    }

    /** Log-probabilities under the algorithm's reference. */
    LogProbs reference(int answer) {
        return reference.of(group, answer);
    }

    /** {@code log pi_t(y)/ref(y)}, in nats. */
    double logRatio(int answer) {
        return sampled(answer).sum() - reference(answer).sum();
    }

    /** KL(pi_t || ref) in nats an answer, estimated by the mean log-ratio of the policy's answers of the iteration. */
    double divergence() {
        return divergence;
    }

    /** The log-ratios of the policy's own answers. */
    double[] logRatios() {
        return IntStream.range(0, own()).mapToDouble(this::logRatio).toArray();
    }

    /**
     * Weights that make of these draws from pi_t draws from the geometric mixture {@code pi_t^(1 - beta) ref^beta}:
     * importance weights {@code (ref/pi_t)^beta}, normalised to the mean 1. The normalisation bounds each by the number
     * of answers and leaves a bias that vanishes as this number grows; where pi_t = ref all are 1.
     */
    double[] mixtureWeights(double beta) {
        double[] logW =
                IntStream.range(0, size()).mapToDouble(i -> -beta * logRatio(i)).toArray();
        double logMean = LogSpace.logSumExp(logW, i -> true) - Math.log(size());
        return IntStream.range(0, size())
                .mapToDouble(i -> Math.exp(logW[i] - logMean))
                .toArray();
    }
}

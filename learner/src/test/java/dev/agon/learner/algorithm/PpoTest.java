package dev.agon.learner.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Groups;
import dev.agon.learner.Learner;
import dev.agon.learner.ProgressListener;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Sequences;
import dev.agon.learner.TabularModel;
import dev.agon.learner.Term;
import dev.agon.learner.UpdateReport;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PpoTest {
    private static final int[] PROMPT = {0};
    private static final double[] REF = {0.5, 0.3, 0.2};

    /** Two answers of three tokens and one, of which the first beats the second. */
    private static final Example PAIR =
            new Example(List.of(3, 1), List.of(-3.0, -1.0), List.of(-3.0, -1.0), (i, j) -> 1);

    private static Ppo ppo(String overrides) {
        return (Ppo) Example.algorithm("ppo", overrides);
    }

    /** By hand: the errors are .1, -.2 and .6. */
    @Test
    void advantagesAreDiscountedSumsOfErrors() {
        double[] rewards = {0, 0, 1};
        double[] values = {0.5, 0.6, 0.4};
        assertArrayEquals(new double[] {0.4515, 0.37, 0.6}, Advantages.of(rewards, values, 1, 0.95), 1e-12);
        assertArrayEquals(new double[] {0.1, -0.2, 0.6}, Advantages.of(rewards, values, 1, 0), 1e-12);
        assertArrayEquals(new double[] {0.5, 0.4, 0.6}, Advantages.of(rewards, values, 1, 1), 1e-12);
        // With a discount of one half the errors are -.2, -.4 and .6, and what follows counts a quarter.
        assertArrayEquals(new double[] {-0.2625, -0.25, 0.6}, Advantages.of(rewards, values, 0.5, 0.5), 1e-12);
    }

    /** The KL part of the specification's example of token rewards: beta .1, log-ratios .1, 0, .2, -.1, .3, .1. */
    @Test
    void eachTokenPaysForItsLogRatioAndTheLastOneEarnsTheWinRate() {
        JudgedGroup group = Groups.judged(
                new TabularModel(8), PROMPT, List.of(new int[] {1, 2, 3, 4, 5, 6}, new int[] {7}), (i, j) -> 0.8);
        double[] logRatios = {0.1, 0, 0.2, -0.1, 0.3, 0.1};
        ReferenceLogProbs reference = (g, answer) -> {
            float[] logP = group.group().completions().get(answer).logProbs().toArray();
            for (int u = 0; u < logP.length && answer == 0; u++) {
                logP[u] -= (float) logRatios[u];
            }
            return LogProbs.of(logP);
        };
        double[] rewards = ppo("tau = 0.1, reward-scale = 2")
                .rewards(Answers.of(List.of(group), reference).get(0), 0);
        assertArrayEquals(new double[] {-0.01, 0, -0.02, 0.01, -0.03, -0.01 + 0.6}, rewards, 1e-7);
    }

    @Test
    void clippedRatiosAndValuesHaveNoGradient() {
        List<Term> terms = PAIR.terms(ppo("tau = 0, lambda = 1, reward-scale = 2"));
        float up = (float) Math.log(2);
        // The first answer earns 1: its ratio of 2 is clipped at 1.2; values move to 1 but are clipped at .2.
        Evaluation good = terms.get(0).evaluate(List.of(new float[] {-1f + up, -1f, -1f, 1f, 0.1f, -0.5f}));
        assertEquals(-(1.2 + 1 + 1) + 0.5 * (0.8 * 0.8 + 0.9 * 0.9 + 1.5 * 1.5), good.loss(), 1e-6);
        assertArrayEquals(
                new float[] {0, -1, -1, 0, -0.9f, -1.5f}, good.derivatives().get(0), 1e-6f);
        assertEquals(1 / 3.0, new UpdateReport(good.metrics().toMap()).metric("policy/clip_fraction"), 1e-9);
        assertEquals(1 / 3.0, new UpdateReport(good.metrics().toMap()).metric("value/clip_fraction"), 1e-9);
        // The second loses 1: a ratio of 2 is not clipped.
        Evaluation bad = terms.get(1).evaluate(List.of(new float[] {-1f + up, 0f}));
        assertEquals(2 + 0.5, bad.loss(), 1e-6);
        assertArrayEquals(new float[] {2, 1}, bad.derivatives().get(0), 1e-6f);
    }

    @Test
    void tiesWithoutKlControlGiveNoTerms() {
        assertEquals(List.of(), PAIR.judgedBy((i, j) -> 0.5).terms(ppo("tau = 0")));
    }

    /** A critic moves no fixed point: the policy ends in the equilibrium, the critic at the mean return. */
    @Test
    void fixedPointIsTheRegularisedNashEquilibrium() {
        double[][] game = GoldenNumbers.COMAL3;
        TabularModel model = new TabularModel(3).set(PROMPT, 0.2, 0.2, 0.6);
        TabularModel start = new TabularModel(3).set(PROMPT, REF);
        Ppo ppo = ppo("tau = 0.1");
        for (int n = 0; n < 1500; n++) {
            double[] own = model.probabilities(PROMPT);
            List<JudgedGroup> groups = new ArrayList<>();
            for (int pair = 0; pair < 9; pair++) {
                int first = pair / 3;
                int second = pair % 3;
                List<int[]> answers = List.of(new int[] {first}, new int[] {second});
                groups.add(Groups.judged(
                        model, PROMPT, answers, (i, j) -> i < j ? game[first][second] : game[second][first]));
            }
            ReferenceLogProbs reference = (g, answer) -> LogProbs.of(
                    start.logProbs(List.of(Sequences.of(groups.get(g).group(), answer)))
                            .get(0));
            float value = model.values(List.of(Sequences.of(groups.get(0).group(), 0)))
                    .get(0)[0];
            for (Term term : ppo.terms(groups, reference, (g, answer, token) -> value)) {
                double weight = own[term.group() / 3] * own[term.group() % 3] / 2;
                model.accumulate(List.of(new MicroBatch(
                        term.sequences(),
                        outputs -> {
                            float[] slopes =
                                    term.evaluate(outputs).derivatives().get(0);
                            return List.of(
                                    new float[] {(float) (slopes[0] * weight), (float) (slopes[1] * weight * 1e-9)});
                        },
                        true)));
            }
            model.step(new StepOptions(1e9, 0, 0, 0, 1e9, 1e9)); // plain descent; the critic's rate is 1
        }
        assertArrayEquals(GoldenNumbers.load().vector("regularised-nash"), model.probabilities(PROMPT), 1e-5);
        double kl = 0;
        double[] own = model.probabilities(PROMPT);
        for (int i = 0; i < 3; i++) {
            kl += own[i] * Math.log(own[i] / REF[i]);
        }
        List<JudgedGroup> any = List.of(Groups.judged(model, PROMPT, List.of(new int[] {0}), (i, j) -> 0.5));
        float value = model.values(List.of(Sequences.of(any.get(0).group(), 0))).get(0)[0];
        assertEquals(-0.1 * kl, value, 1e-5);
    }

    /** Two tokens, the last of which decides: through the learner, in several epochs of minibatches. */
    @Test
    void aPolicyLearnsWhatWinsAndItsCriticWhatToExpect() {
        TabularModel model = new TabularModel(2);
        Learner learner =
                new Learner(Groups.settings("agon.learner", "learning-rate = 0.05, epochs = 4, minibatch = 4"));
        List<int[]> answers = List.of(new int[] {0, 0}, new int[] {0, 1}, new int[] {1, 0}, new int[] {1, 1});
        List<UpdateReport> reports = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            List<JudgedGroup> groups = new ArrayList<>();
            for (int p = 0; p < 8; p++) {
                groups.add(Groups.judged(
                        model, new int[] {p}, answers, (i, j) -> 0.5 + 0.5 * (answers.get(i)[1] - answers.get(j)[1])));
            }
            reports.add(learner.update(model, new TabularModel(2), ppo(""), groups, 3, n, ProgressListener.SILENT));
        }
        UpdateReport first = reports.get(0);
        UpdateReport last = reports.get(reports.size() - 1);
        assertEquals(8, first.metric("learner/steps"));
        assertTrue(model.probabilities(0, 0)[1] > 0.8, () -> model.probabilities(0, 0)[1] + " of the winning token");
        assertTrue(last.metric("value/error") < 0.9 * first.metric("value/error"), last::toString);
    }
}

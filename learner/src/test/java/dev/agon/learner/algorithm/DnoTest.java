package dev.agon.learner.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Groups;
import dev.agon.learner.Learner;
import dev.agon.learner.ProgressListener;
import dev.agon.learner.TabularModel;
import dev.agon.learner.UpdateReport;
import dev.agon.learner.loss.LogSpace;
import dev.agon.policy.Sequence;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnoTest {
    private static final Sequence CHOSEN = new Sequence(new int[] {0}, new int[] {1, 2, 3, 4});
    private static final Sequence REJECTED = new Sequence(new int[] {0}, new int[] {1, 2, 3, 4, 5});

    @Test
    void lossEqualsTheGoldenValues() {
        GoldenNumbers golden = GoldenNumbers.load();

        Evaluation eta2 = pair(2, -8, -11, -9, -10);
        Evaluation dpo = pair(0.1, -8, -11, -10, -9);
        Evaluation trl = pair(0.1, golden.get("chosen-log-ratio"), golden.get("rejected-log-ratio"), 0, 0);

        assertEquals(golden.get("dno-prct"), eta2.loss(), 1e-6);
        assertEquals(golden.get("dpo"), dpo.loss(), 1e-6);
        assertEquals(golden.get("dpo-derivative"), dpo.derivatives().get(0)[0], 1e-6);
        assertEquals(-golden.get("dpo-derivative"), dpo.derivatives().get(1)[4], 1e-6);
        assertEquals(golden.get("trl-sigmoid"), trl.loss(), 1e-6);
    }

    @Test
    void metricsAreTheImplicitRewards() {
        UpdateReport metrics =
                new UpdateReport(pair(2, -8, -11, -9, -10).metrics().toMap());

        assertEquals(2, metrics.metric("rewards/chosen"), 1e-6);
        assertEquals(-2, metrics.metric("rewards/rejected"), 1e-6);
        assertEquals(4, metrics.metric("rewards/margins"), 1e-6);
        assertEquals(1, metrics.metric("rewards/accuracies"));
        assertEquals(-8, metrics.metric("logps/chosen"), 1e-6);
        assertEquals(-11, metrics.metric("logps/rejected"), 1e-6);
    }

    @Test
    void theBestMeetsTheWorst() {
        PreferenceMatrix order = PreferenceMatrix.of(4, (i, j) -> 1);

        List<Dno.Pair> pairs = dno("").pairs(order);

        assertEquals(List.of(0, 1), pairs.stream().map(Dno.Pair::chosen).toList());
        assertEquals(List.of(3, 2), pairs.stream().map(Dno.Pair::rejected).toList());
        assertEquals(1, pairs.get(0).margin(), 1e-12);
        assertEquals(1 / 3.0, pairs.get(1).margin(), 1e-12);
    }

    @Test
    void filtersByMarginWinRateAndNumber() {
        PreferenceMatrix order = PreferenceMatrix.of(4, (i, j) -> 1);
        String all = "maximum-pairs = 100, answer-uses = 100, minimum-positive-win-rate = 0, ";

        assertEquals(6, dno(all + "minimum-margin = 0").pairs(order).size());
        assertEquals(3, dno(all + "minimum-margin = 0.5").pairs(order).size());
        assertEquals(1, dno(all + "minimum-margin = 1").pairs(order).size());
        assertEquals(
                2,
                dno(all + "minimum-margin = 0, maximum-pairs = 2").pairs(order).size());
        assertEquals(
                5,
                dno(all + "minimum-margin = 0, minimum-positive-win-rate = 0.5")
                        .pairs(order)
                        .size());
    }

    @Test
    void tiesAreNeverPaired() {
        assertTrue(dno("minimum-margin = 0")
                .pairs(PreferenceMatrix.of(5, (i, j) -> 0.5))
                .isEmpty());
        // A cycle: every answer wins once and loses once.
        assertTrue(dno("minimum-margin = 0")
                .pairs(PreferenceMatrix.of(3, (i, j) -> j - i == 1 ? 1 : 0))
                .isEmpty());
    }

    @Test
    void anImpossibleMarginIsRefused() {
        assertThrows(ConfigurationException.class, () -> dno("minimum-margin = 1.5"));
    }

    /**
     * The exact minimiser of the population loss (hard labels, no filter), driven through the learner: the table
     * enumerates all 1000 equally likely outcomes of two draws from pi_t and one label.
     */
    @Test
    void populationStepEqualsTheGoldenVector() {
        int[] prompt = {0};
        TabularModel model = new TabularModel(3).set(prompt, 0.6, 0.3, 0.1);
        List<JudgedGroup> outcomes = new ArrayList<>();
        int[] drawn = {6, 3, 1};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                int wins = (int) Math.round(drawn[i] * drawn[j] * 10 * GoldenNumbers.COMAL3[i][j]);
                JudgedGroup outcome = Groups.judged(model, prompt, List.of(new int[] {i}, new int[] {j}), (a, b) -> 1);
                for (int n = 0; n < wins; n++) {
                    outcomes.add(outcome);
                }
            }
        }
        assertEquals(500, outcomes.size()); // each pair counted from its winner's side, in half of the draws
        Dno dno = dno("eta = 2, minimum-margin = 0");
        String exact = "minibatch = 1000, micro-batch-tokens = 1000000, epochs = 60, optimizer.beta2 = 0.999, ";
        double rate = 0.1;
        for (int pass = 0; pass < 12; pass++) { // of one update, since the answers stay those of version 0
            new Learner(Groups.settings("agon.learner", exact + "learning-rate = " + rate))
                    .update(model, model.snapshot(), dno, outcomes, 1, 0, ProgressListener.SILENT);
            rate *= 0.5;
        }
        assertArrayEquals(GoldenNumbers.load().vector("dno-prct-population"), model.probabilities(prompt), 2e-5);
    }

    private static Dno dno(String overrides) {
        return new Dno(Groups.settings("agon.algorithm.dno", overrides));
    }

    private static Evaluation pair(
            double eta, double chosen, double rejected, double chosenReference, double rejectedReference) {
        return new DnoTerm(0, eta, CHOSEN, REJECTED, chosenReference, rejectedReference)
                .evaluate(List.of(LogSpace.constant(4, chosen / 4), LogSpace.constant(5, rejected / 5)));
    }
}

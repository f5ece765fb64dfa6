package dev.agon.actors.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.report.Interval;
import dev.agon.actors.zoo.ZooFigures.Cycles;
import dev.agon.actors.zoo.ZooFigures.Standing;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.PreferenceMatrix;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZooStatisticsTest {
    private static final double CONFIDENCE = 0.95;

    private static Meeting meeting(int models, PreferenceMatrix.Duel duel) {
        return new Meeting(PreferenceMatrix.of(models, duel), Collections.nCopies(models * models, 0.0));
    }

    private static ZooFigures figures(int prompts, int models, Duels duels) {
        List<Meeting> meetings = IntStream.range(0, prompts)
                .mapToObj(prompt -> meeting(models, (i, j) -> duels.probability(prompt, i, j)))
                .toList();
        return ZooStatistics.of(meetings, 1, CONFIDENCE);
    }

    private interface Duels {
        double probability(int prompt, int left, int right);
    }

    /** 1 beats 0, 2 beats 1, 0 beats 2, always: no order, and no noise that could look like none. */
    @Test
    void rockPaperAndScissorsShareTheNashAverageAndFormACircle() {
        ZooFigures figures = figures(10, 3, (prompt, i, j) -> i == 0 && j == 2 ? 1 : 0);
        for (int model = 0; model < 3; model++) {
            Standing standing = figures.standings().get(model);
            assertEquals((model + 1) % 3, standing.worst());
            assertEquals(0, figures.payoff().get(model).get(standing.worst()).high(), 1e-12);
            assertEquals(.5, standing.exploitability().low(), 1e-12);
            assertEquals(1 / 3.0, standing.nashShare().mean(), 1e-7);
            assertEquals(.5, standing.againstNash().mean(), 1e-7);
        }
        assertEquals(
                List.of(
                        new Cycles("cyclic_share", 1, 0, 0),
                        new Cycles("hodge_share", 1, 0, 0),
                        new Cycles("cyclic_margin", .5, 0, 0)),
                figures.cycles().stream()
                        .map(cycles -> new Cycles(
                                cycles.name(),
                                round(cycles.share()),
                                round(cycles.nullMean()),
                                round(cycles.nullHigh())))
                        .toList());
        assertTrue(figures.cycles().stream().allMatch(Cycles::above));
    }

    private static double round(double value) {
        return Math.round(value * 1e6) / 1e6 + 0.0;
    }

    /** Single labels drawn with the probabilities of scores; their noise must not be taken for circles. */
    @Test
    void labelsOfAnOrderAreNotTakenForCircles() {
        double[] scores = {.3, .1, 0, -.2};
        for (long seed = 1; seed <= 3; seed++) {
            CounterRandom random = CounterRandom.of(seed);
            ZooFigures figures = figures(60, 4, (prompt, i, j) -> {
                double p = 1 / (1 + Math.exp(scores[j] - scores[i]));
                return random.at(prompt).at(i).uniform(j) < p ? 1 : 0;
            });
            for (Cycles cycles : figures.cycles()) {
                assertFalse(cycles.above(), cycles::toString);
                assertTrue(cycles.nullMean() > .01, "noise alone shows some: " + cycles);
            }
        }
    }

    /**
     * With three models of equal scores a circle of triples is no news, since noise makes one in four times; what is
     * news is its size.
     */
    @Test
    void circlesAreFoundThroughTheNoiseOfLabels() {
        ZooFigures figures = figures(200, 3, (prompt, i, j) -> {
            double p = i == 0 && j == 2 ? .7 : .3;
            return CounterRandom.of(7).at(prompt).at(i).uniform(j) < p ? 1 : 0;
        });
        assertEquals(
                List.of(false, true, true),
                figures.cycles().stream().map(Cycles::above).toList(),
                figures.cycles()::toString);
        Interval share = figures.standings().get(0).nashShare();
        assertTrue(share.low() < 1 / 3.0 && share.high() > 1 / 3.0, share::toString);
        assertTrue(share.high() - share.low() < .5, share::toString);
    }

    /** On the first prompt and every other one model 0 loses to 1, on the rest it beats it; against 2 it ties. */
    @Test
    void theWorstOpponentIsChosenOnOtherPromptsThanItIsMetOn() {
        ZooFigures figures = figures(8, 3, (prompt, i, j) -> i == 0 && j == 1 ? (prompt % 2 == 0 ? .1 : .7) : .5);
        Standing standing = figures.standings().get(0);
        assertEquals(1, standing.worst());
        assertEquals(.4, figures.payoff().get(0).get(1).mean(), 1e-12);
        assertEquals(1, standing.apart());
        assertEquals(.7, standing.againstApart().mean(), 1e-12);
        assertEquals(-.2, standing.exploitability().mean(), 1e-12);
    }

    @Test
    void divergencesAreMeansOverPromptsWithTheirInterval() {
        PreferenceMatrix even = PreferenceMatrix.of(2, (i, j) -> .5);
        List<Meeting> meetings = IntStream.range(0, 100)
                .mapToObj(prompt -> new Meeting(even, List.of(0.0, 2.0 + (prompt % 2), 3.0, 0.0)))
                .toList();
        ZooFigures figures = ZooStatistics.of(meetings, 1, CONFIDENCE);
        Interval forward = figures.kl().get(0).get(1);
        assertEquals(2.5, forward.mean(), 1e-12);
        // A mean of 100 values of standard deviation 1/2 lies within 1.96 / 20 of it.
        assertEquals(2.5 - .098, forward.low(), .02);
        assertEquals(2.5 + .098, forward.high(), .02);
        assertEquals(3, figures.kl().get(1).get(0).low(), 1e-12);
        assertTrue(figures.cycles().isEmpty(), "two models are in order");
    }
}

package dev.agon.actors.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.TabularPolicy;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticTest {
    private static List<Plays.Point> curve(DoubleUnaryOperator value) {
        return IntStream.of(10, 30, 100, 300)
                .mapToObj(queries -> new Plays.Point(queries / 10, queries, value.applyAsDouble(queries)))
                .toList();
    }

    private static double of(String name, List<Plays.Point> curve) {
        return Statistic.of(name, curve, "queries", 1);
    }

    @Test
    void aPowerLawHasItsExponentAsSlopeOnEitherAxis() {
        List<Plays.Point> curve = curve(q -> 3 * Math.pow(q, -0.5));
        assertEquals(-0.5, of("slope", curve), 1e-12);
        assertEquals(-0.5, Statistic.of("slope", curve, "iterations", 3), 1e-12);
    }

    @Test
    void aSlopeBeginsWhereItIsTold() {
        List<Plays.Point> curve = curve(q -> q < 50 ? 1 : 1 / q);
        assertEquals(-1, Statistic.of("slope", curve, "queries", 50), 1e-12);
        assertTrue(of("slope", curve) > -2 && of("slope", curve) < -1.1, "the jump counts from the start");
    }

    @Test
    void theAreaIsTheMeanOverComparisons() {
        assertEquals(7, of("area", curve(q -> 7)), 1e-12);
        assertEquals(155, of("area", curve(q -> q)), 1e-12); // (10 + 300) / 2
    }

    @Test
    void endLeastAndMostAreTakenFromTheCurve() {
        List<Plays.Point> curve = curve(q -> Math.abs(q - 100));
        assertEquals(200, of("end", curve), 0);
        assertEquals(0, of("least", curve), 0);
        assertEquals(200, of("most", curve), 0);
    }

    @Test
    void aCurveThatNeedsFourTimesTheComparisonsCostsFour() {
        List<Plays.Point> cheap = curve(q -> Math.pow(q, -0.5));
        List<Plays.Point> dear = curve(q -> Math.pow(q / 4, -0.5));
        assertEquals(4, Statistic.cost(dear, cheap), 1e-12);
        assertEquals(0.25, Statistic.cost(cheap, dear), 1e-12);
    }

    @Test
    void aPolicyIsBroughtToAnyDistanceAlongItsReward() {
        TabularPolicy reference = TabularPolicy.of(.5, .3, .2);
        double[] rewards = {.1, .9, .4};
        TabularPolicy farther = reference.tilt(rewards, 5);
        for (double step : new double[] {0.5, 5, 20}) {
            TabularPolicy wanted = reference.tilt(rewards, step);
            TabularPolicy moved = EqualDistance.at(farther, reference, wanted.kl(reference));
            assertEquals(0, moved.kl(wanted), 1e-9);
        }
        TabularPolicy out = EqualDistance.at(farther, reference, 100); // no policy is as far
        assertEquals(1, out.get(1), 1e-9);
    }
}

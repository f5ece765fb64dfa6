package dev.agon.learner.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.Feedback;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.Exploitability;
import dev.agon.learner.DivergedException;
import dev.agon.protocol.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SelfPlayTest {
    private static Outcome sampled(MatrixGame game, Dynamics dynamics, String feedback, int steps, long seed) {
        return new SelfPlay(steps, Long.MAX_VALUE)
                .play(List.of(game), dynamics, MatrixGame::start, (i, context) -> Feedback.parse("feedback", feedback)
                        .oracle(context, 1, CounterRandom.of(seed).at(i)));
    }

    @Property(tries = 200)
    void theMeansExploitabilityIsItsRegretAndObeysTheBoundOfTunedHedge(
            @ForAll @IntRange(min = 3, max = 30) int size,
            @ForAll @IntRange(min = 1, max = 300) int steps,
            @ForAll long seed) {
        MatrixGame game = Play.random(size, seed);
        List<TabularPolicy> iterates = Play.iterates(game, Play.dynamics("hedge"), steps);
        double[] sums = new double[size];
        for (TabularPolicy iterate : iterates.subList(0, steps)) {
            double[] rates = game.winRates(iterate);
            for (int y = 0; y < size; y++) {
                sums[y] += rates[y] / steps;
            }
        }
        double most = 0;
        for (double sum : sums) {
            most = Math.max(most, sum);
        }
        double average =
                Play.end(Play.play(game, Play.dynamics("hedge"), steps)).average();
        assertEquals(most - 0.5, average, 1e-12);
        assertTrue(average <= Math.sqrt(Math.log(size) / (2 * steps)));
    }

    @Property(tries = 100)
    void anExactDnoStepIsTheSameForEverySamplerAndNeverLosesToTheLastPolicy(
            @ForAll @IntRange(min = 3, max = 30) int size, @ForAll long seed) {
        MatrixGame game = Play.random(size, seed);
        List<TabularPolicy> iterates = Play.iterates(game, Play.dynamics("dno"), 20);
        List<TabularPolicy> uniform = Play.iterates(game, Play.dynamics("dno", "regression=uniform"), 20);
        List<TabularPolicy> own = Play.iterates(game, Play.dynamics("dno", "regression=policy"), 20);
        for (int t = 1; t < iterates.size(); t++) {
            assertArrayEquals(iterates.get(t).probabilities(), uniform.get(t).probabilities(), 1e-5);
            assertArrayEquals(iterates.get(t).probabilities(), own.get(t).probabilities(), 1e-5);
            double gain = 2 * iterates.get(t).kl(iterates.get(t - 1)); // eta = 1 / s = 2
            assertTrue(game.winRate(iterates.get(t), iterates.get(t - 1)) >= 0.5 + gain - 1e-12);
        }
    }

    @Test
    void theCurveBeginsAtTheStartAndEndsAtTheEnd() {
        MatrixGame game = Play.game("COMAL3");
        Outcome outcome = Play.play(game, Play.dynamics("spo"), 1000);
        CurvePoint first = outcome.curve().get(0);
        assertEquals(new CurvePoint(0, 0, Exploitability.of(game, game.start()), first.last()), first);
        assertEquals(1000, Play.end(outcome).iteration());
        assertEquals(3000, Play.end(outcome).queries());
        assertEquals(
                Exploitability.of(game, outcome.last().get(0)),
                Play.end(outcome).last(),
                0);
        assertEquals(
                Exploitability.of(game, outcome.average().get(0)),
                Play.end(outcome).average(),
                1e-15);
        double best =
                outcome.curve().stream().mapToDouble(CurvePoint::last).min().orElseThrow();
        assertEquals(best, Exploitability.of(game, outcome.best().get(0)), 1e-15);
    }

    @Test
    void anOnlookerSeesEveryStepAndEveryMomentAndChangesNothing() {
        List<MatrixGame> contexts = Play.contexts("Contextual");
        List<TabularPolicy> reached = new ArrayList<>();
        List<CurvePoint> moments = new ArrayList<>();
        int[] steps = new int[1];
        Onlooker onlooker = new Onlooker() {
            @Override
            public void stepped(int context, TabularPolicy from, TabularPolicy to) {
                steps[0]++;
                if (context == 1) {
                    assertTrue(reached.isEmpty() || reached.get(reached.size() - 1) == from);
                    reached.add(to);
                }
            }

            @Override
            public void measured(
                    CurvePoint point, List<TabularPolicy> last, List<TabularPolicy> average, List<TabularPolicy> best) {
                moments.add(point);
                assertTrue(point.iteration() == 0 || last.get(1) == reached.get(point.iteration() - 1));
                assertEquals(4, average.size());
                assertEquals(4, best.size());
            }
        };
        Outcome outcome = new SelfPlay(50, Long.MAX_VALUE, 50, onlooker)
                .play(contexts, Play.dynamics("spo"), MatrixGame::start, (i, game) -> Play.exact(game));
        assertEquals(200, steps[0]);
        assertEquals(outcome.curve(), moments);
        assertEquals(Play.play(contexts, Play.dynamics("spo"), 50).curve(), moments);
    }

    @Test
    void aBudgetOfQueriesEndsTheGameAndTwoPassesCostTwice() {
        MatrixGame game = Play.game("COMAL3");
        for (String name : List.of("spo", "egpo")) {
            Outcome outcome = new SelfPlay(1000, 300)
                    .play(List.of(game), Play.dynamics(name), MatrixGame::start, (i, context) -> Play.exact(context));
            assertEquals(300, outcome.queries());
            assertEquals(name.equals("spo") ? 100 : 50, outcome.iterations());
            assertEquals(outcome.iterations(), Play.end(outcome).iteration());
        }
    }

    @Test
    void contextsAreLearntEachForItself() {
        List<MatrixGame> contexts = Play.contexts("Contextual");
        Outcome outcome = Play.play(contexts, Play.dynamics("omwu"), 500);
        double mean = 0;
        for (int i = 0; i < contexts.size(); i++) {
            mean += Exploitability.of(contexts.get(i), outcome.last().get(i)) / contexts.size();
        }
        assertEquals(4, contexts.size());
        assertEquals(mean, Play.end(outcome).last(), 1e-15);
        assertTrue(mean < 1e-4, "mean " + mean);
    }

    @Test
    void oneSeedGivesOneGame() {
        MatrixGame game = Play.game("COMAL3");
        Dynamics dynamics = Play.dynamics("spo", "step=0.05");
        Outcome first = sampled(game, dynamics, "bernoulli", 200, 1);
        assertEquals(first.curve(), sampled(game, dynamics, "bernoulli", 200, 1).curve());
        assertTrue(!first.curve()
                .equals(sampled(game, dynamics, "bernoulli", 200, 2).curve()));
    }

    @Test
    void wrongLabelsLeaveTheTargetWhereItIs() {
        MatrixGame game = Play.game("COMAL3");
        for (String feedback : List.of("bernoulli", "flip:0.1", "flip:0.3")) {
            double mean = 0;
            for (int seed = 0; seed < 10; seed++) {
                mean += Play.end(sampled(game, Play.dynamics("spo", "step=0.02"), feedback, 20_000, seed))
                                .average()
                        / 10;
            }
            assertTrue(mean < 0.02, feedback + " ends at " + mean);
        }
    }

    @Test
    void aStepThatOverflowsDivergesWithACure() {
        Dynamics dynamics = Play.dynamics("online-dpo", "tau=1e-9");
        MatrixGame game = Play.game("COMAL3");
        TabularPolicy huge = TabularPolicy.softmax(new double[] {0, -1e308, -1e308});
        DivergedException e = assertThrows(
                DivergedException.class,
                () -> Play.play(game.withStart(huge), Play.dynamics("nash-md-pg", "tau=1e6", "step=1e6"), 50));
        assertTrue(String.valueOf(e.getMessage()).contains("lower the algorithm's step"), e.getMessage());
        assertTrue(Play.end(Play.play(game, dynamics, 5)).last() <= 0.5);
    }
}

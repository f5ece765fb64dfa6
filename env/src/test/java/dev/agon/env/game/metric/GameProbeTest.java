package dev.agon.env.game.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.Games;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.Spelling;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.WrittenGame;
import dev.agon.env.metric.KnownAnswer;
import dev.agon.env.metric.Probe;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The probe on policies whose figures are known from the tables or from the metrics of tables. */
class GameProbeTest {
    private static final double TAU = 0.1;

    static Stream<String> games() {
        return Stream.of("COMAL3", "SEQ-TRAP", "LineMDP", "Contextual");
    }

    private static WrittenGame written(String name) {
        return WrittenGame.of(Settings.of(Games.REFERENCE, "agon.game"), name);
    }

    /** Log-probabilities (contexts, sequences) of the reference, with a factor for each action. */
    private static double[][] tilted(WrittenGame game, double[][] logFactors) {
        Spelling spelling = game.spelling();
        double[][] logP = new double[game.contexts().size()][spelling.sequences()];
        for (int c = 0; c < logP.length; c++) {
            for (int number = 0; number < logP[c].length; number++) {
                int[] sequence = spelling.sequence(number);
                int action = spelling.action(c, sequence);
                logP[c][number] = action < 0
                        ? Double.NEGATIVE_INFINITY
                        : spelling.logReference(c, sequence) + logFactors[c][action];
            }
        }
        return logP;
    }

    private static double[][] factorsOf(WrittenGame game, List<TabularPolicy> policies) {
        double[][] factors = new double[policies.size()][];
        for (int c = 0; c < factors.length; c++) {
            MatrixGame context = game.contexts().get(c);
            factors[c] = new double[context.size()];
            for (int action = 0; action < context.size(); action++) {
                factors[c][action] =
                        policies.get(c).logP(action) - context.reference().logP(action);
            }
        }
        return factors;
    }

    private static double[][] logP(WrittenGame game, List<TabularPolicy> policies) {
        return tilted(game, factorsOf(game, policies));
    }

    private static List<TabularPolicy> equilibria(WrittenGame game, double tau) {
        return game.contexts().stream()
                .map(context -> RegularisedEquilibrium.of(context, tau))
                .toList();
    }

    private static double figure(SortedMap<String, Double> figures, String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    @ParameterizedTest
    @CsvSource({
        // game, tau, mean quality, KL to the reference, exploitability: the table of the specification, section 10
        "SEQ-CYC, .1, 1.6612, .08583, .08538",
        "SEQ-TRAP, .03, 2.4953, 2.27308, .04932",
    })
    void theEquilibriumHasTheFiguresOfTheTable(String name, double tau, double quality, double kl, double expl) {
        WrittenGame game = written(name);
        SortedMap<String, Double> figures = new GameProbe(game, tau).measure(logP(game, equilibria(game, tau)));
        assertEquals(quality, figure(figures, "game/quality"), 6e-5);
        assertEquals(kl, figure(figures, "game/kl_to_reference"), 6e-6);
        assertEquals(expl, figure(figures, Probe.EXPLOITABILITY), 6e-6);
        assertEquals(2 * expl, figure(figures, "game/duality_gap"), 12e-6);
        assertEquals(0, figure(figures, "game/duality_gap_regularised"), 1e-10);
        assertEquals(0, figure(figures, "game/kl_from_equilibrium"), 1e-9);
        assertEquals(0, figure(figures, "game/illegal_share"), 1e-9);
    }

    @ParameterizedTest
    @MethodSource("games")
    void policiesOverActionsHaveTheFiguresOfTheirTables(String name) {
        WrittenGame game = written(name);
        List<TabularPolicy> policies = new ArrayList<>();
        for (MatrixGame context : game.contexts()) {
            policies.add(Games.randomPolicy(context.size(), policies.size() + 5));
        }
        SortedMap<String, Double> figures = new GameProbe(game, TAU).measure(logP(game, policies));
        double exploitability = 0;
        double gap = 0;
        double to = 0;
        double from = 0;
        double fromNash = 0;
        for (int c = 0; c < policies.size(); c++) {
            MatrixGame context = game.contexts().get(c);
            TabularPolicy policy = policies.get(c);
            exploitability += Exploitability.of(context, policy) / policies.size();
            gap += Exploitability.dualityGap(context, policy, TAU) / policies.size();
            to += policy.kl(context.reference()) / policies.size();
            from += context.reference().kl(policy) / policies.size();
            fromNash += RegularisedEquilibrium.of(context, TAU).kl(policy) / policies.size();
        }
        assertEquals(exploitability, figure(figures, Probe.EXPLOITABILITY), 1e-9);
        assertEquals(gap, figure(figures, "game/duality_gap_regularised"), 1e-9);
        assertEquals(to, figure(figures, "game/kl_to_reference"), 1e-9);
        assertEquals(from, figure(figures, "game/kl_from_reference"), 1e-9);
        assertEquals(fromNash, figure(figures, "game/kl_from_equilibrium"), 1e-9);
    }

    @Test
    void whatMovesWithinAnActionCountsAsDistanceAlone() {
        WrittenGame game = written("SEQ-TRAP");
        GameProbe probe = new GameProbe(game, TAU);
        double[][] logP = logP(game, List.of(game.contexts().get(0).reference()));
        SortedMap<String, Double> before = probe.measure(logP);
        int one = 0; // 0 0 0 0 and 2 2 2 2 have one class and no ascent: they are one action
        int other = 2 * (512 + 64 + 8 + 1);
        double half = (Math.exp(logP[0][one]) + Math.exp(logP[0][other])) / 2;
        double kl = -2 * half * Math.log(half / Math.exp(logP[0][one]));
        logP[0][one] = Math.log(1.5 * half);
        logP[0][other] = Math.log(0.5 * half);
        SortedMap<String, Double> after = probe.measure(logP);
        assertEquals(0, kl, 1e-12); // both were equally likely
        double moved = half * (1.5 * Math.log(1.5) + 0.5 * Math.log(0.5));
        assertEquals(moved, figure(after, "game/kl_to_reference"), 1e-12);
        assertEquals(
                figure(before, "game/duality_gap_regularised") + 2 * TAU * moved,
                figure(after, "game/duality_gap_regularised"),
                1e-9);
        assertEquals(figure(before, Probe.EXPLOITABILITY), figure(after, Probe.EXPLOITABILITY), 1e-12);
    }

    @Test
    void probabilityOutsideTheGameLosesToEveryAction() {
        WrittenGame game = written("COMAL3");
        double[][] uniform = {{Math.log(.25), Math.log(.25), Math.log(.25)}}; // a quarter is lost
        SortedMap<String, Double> figures = new GameProbe(game, TAU).measure(uniform);
        assertEquals(.25, figure(figures, "game/illegal_share"), 1e-12);
        assertEquals(.75 * .033333 + .25 * .5, figure(figures, Probe.EXPLOITABILITY), 1e-6);
        assertEquals(0, figure(figures, "game/kl_to_reference"), 1e-12);
    }

    @Test
    void theAverageIsTheMixtureOfTheVersionsThatWereUpdated() {
        WrittenGame game = written("COMAL3");
        GameProbe probe = new GameProbe(game, TAU);
        List<SortedMap<String, Double>> versions = new ArrayList<>();
        List<TabularPolicy> policies = new ArrayList<>();
        for (int version = 0; version < 4; version++) {
            CounterRandom random = CounterRandom.of(3).at(version);
            policies.add(TabularPolicy.of(random.uniform(0), random.uniform(1), random.uniform(2)));
            versions.add(probe.measure(logP(game, List.of(policies.get(version)))));
        }
        KnownAnswer known = probe.known(versions);
        double[] mean = new double[3];
        for (TabularPolicy policy : policies.subList(0, 3)) {
            Arrays.setAll(mean, action -> mean[action] + policy.get(action) / 3);
        }
        double expected = Exploitability.of(game.contexts().get(0), TabularPolicy.of(mean));
        assertEquals(expected, known.average().get(3), 1e-9);
        assertTrue(known.average().get(0).isNaN());
        assertEquals(known.last().get(0), known.average().get(1), 1e-12);
        double least =
                known.last().subList(1, 4).stream().mapToDouble(x -> x).min().orElseThrow();
        assertEquals(least, known.last().get(known.bestVersion()), 0);
        KnownAnswer.Row row = known.rows().stream()
                .filter(each -> each.name().equals("exploitability"))
                .findFirst()
                .orElseThrow();
        assertEquals(known.last().get(3), row.last(), 0);
        assertEquals(least, row.best(), 0);
        assertEquals(.01224, row.answer(), 5e-6);
        assertTrue(known.rows().stream().noneMatch(each -> each.name().startsWith(Probe.STATE)));
    }
}

package dev.agon.learner.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.learner.Algorithm;
import dev.agon.learner.Term;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The derivatives of every configured algorithm equal differences of its value, at random groups and points. */
class DerivativesTest {
    private static final int EXAMPLES = 25;
    private static final double STEP = 1.0 / 1024; // a power of two: added to multiples of itself without rounding

    static Stream<String> algorithms() {
        return Settings.of(ConfigFactory.parseResources("reference.conf"), "agon.algorithm").names().stream();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void derivativesEqualDifferences(String name) {
        Algorithm algorithm = Example.algorithm(name, "");
        int seen = 0;
        for (int n = 0; n < EXAMPLES; n++) {
            CounterRandom random = CounterRandom.of(11).at(n);
            for (Term term : example(random).terms(algorithm)) {
                requireDerivatives(term, point(term, random.at("point")));
                seen++;
            }
        }
        assertTrue(seen >= EXAMPLES / 2, name + " was seen at " + seen + " points only");
    }

    private static void requireDerivatives(Term term, List<float[]> at) {
        List<float[]> derivatives = term.evaluate(at).derivatives();
        for (int s = 0; s < at.size(); s++) {
            assertEquals(at.get(s).length, derivatives.get(s).length);
            for (int t = 0; t < at.get(s).length; t++) {
                // Five points: the error is of the fourth order of the step.
                double difference = (8 * (loss(term, at, s, t, STEP) - loss(term, at, s, t, -STEP))
                                - (loss(term, at, s, t, 2 * STEP) - loss(term, at, s, t, -2 * STEP)))
                        / (12 * STEP);
                assertEquals(difference, derivatives.get(s)[t], 1e-6 * Math.max(1, Math.abs(difference)));
            }
        }
    }

    private static double loss(Term term, List<float[]> at, int sequence, int token, double step) {
        List<float[]> moved = at.stream().map(float[]::clone).toList();
        moved.get(sequence)[token] += (float) step;
        return term.evaluate(moved).loss();
    }

    /** Two to five answers of one to six tokens, near their sampler and reference, under random verdicts. */
    private static Example example(CounterRandom random) {
        int k = 2 + (int) (4 * random.at("answers").uniformFloat(0));
        List<Integer> lengths = new ArrayList<>();
        List<Double> sampled = new ArrayList<>();
        List<Double> reference = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            CounterRandom answer = random.at("answer").at(i);
            int length = 1 + (int) (6 * answer.uniformFloat(0));
            lengths.add(length);
            sampled.add(-length * (0.5 + 2 * answer.uniformFloat(1)));
            reference.add(sampled.get(i) + 2 * answer.uniformFloat(2) - 1);
        }
        double[][] p = new double[k][k];
        IntStream.range(0, k * k)
                .forEach(i -> p[i / k][i % k] = random.at("duels").uniformFloat(i));
        return new Example(lengths, sampled, reference, (i, j) -> p[i][j]);
    }

    private static List<float[]> point(Term term, CounterRandom random) {
        List<float[]> point = new ArrayList<>();
        for (int s = 0; s < term.sequences().size(); s++) {
            int length = term.sequences().get(s).completionLength();
            float[] logP = new float[term.valued() ? 2 * length : length]; // and values, of the same size
            for (int t = 0; t < logP.length; t++) {
                logP[t] = Math.round(-1024 * (0.3f + 2.5f * random.at(s).uniformFloat(t))) / 1024f;
            }
            point.add(logP);
        }
        return point;
    }
}

package dev.agon.learner.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Term;
import dev.agon.policy.Sequence;
import dev.agon.protocol.LogProbs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every term's derivatives equal differences of its value. */
class FiniteDifferencesTest {
    private static final float STEP = 1f / 1024; // a power of two: added to the inputs without rounding
    private static final Sequence ANSWER = new Sequence(new int[] {1}, new int[] {2, 3, 4, 5});
    private static final LogProbs BEHAVIOUR = LogProbs.of(-1f, -2f, -0.5f, -3f);
    private static final float[] ABOVE_AND_BELOW = {-0.875f, -2.125f, 0.25f, -4f};
    private static final float[] OTHER = {-2f, -1.5f, -1.75f};

    private record Case(String name, Term term, List<float[]> at) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        Sequence rejected = new Sequence(new int[] {1}, new int[] {2, 3, 4});
        return Stream.of(
                new Case(
                        "dno, eta 0.1", new DnoTerm(0, 0.1, ANSWER, rejected, -5, -6), List.of(ABOVE_AND_BELOW, OTHER)),
                new Case("dno, eta 2", new DnoTerm(0, 2, ANSWER, rejected, -7, -5), List.of(ABOVE_AND_BELOW, OTHER)),
                new Case("spo, good", new SpoTerm(0, 0.2, ANSWER, BEHAVIOUR, 1, 0.4), List.of(ABOVE_AND_BELOW)),
                new Case("spo, bad", new SpoTerm(0, 0.2, ANSWER, BEHAVIOUR, 0, -0.3), List.of(ABOVE_AND_BELOW)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void derivativesEqualDifferences(Case example) {
        Evaluation evaluation = example.term().evaluate(example.at());
        for (int s = 0; s < example.at().size(); s++) {
            for (int t = 0; t < example.at().get(s).length; t++) {
                double difference = (loss(example, s, t, STEP) - loss(example, s, t, -STEP)) / (2 * STEP);
                assertEquals(difference, evaluation.derivatives().get(s)[t], 2e-6);
            }
        }
    }

    private static double loss(Case example, int sequence, int token, float step) {
        List<float[]> moved = example.at().stream().map(float[]::clone).toList();
        moved.get(sequence)[token] += step;
        return example.term().evaluate(moved).loss();
    }
}

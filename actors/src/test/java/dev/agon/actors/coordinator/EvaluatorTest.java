package dev.agon.actors.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.WinRate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(7, 0.95);

    @Test
    void ownCompletionsAreComparedWithEachRivalInItsPlace() {
        // own 0 and 1, previous 2 and 3, start 4 and 5; one own answer always beats the previous, both beat the start
        PreferenceMatrix matrix = PreferenceMatrix.of(6, (i, j) -> {
            boolean start = j >= 4;
            return i >= 2 ? 0.5 : start ? 0.9 : i == 0 ? 1 : 0.2;
        });
        Evaluation evaluation = new Evaluator(BOOTSTRAP, 2).evaluate(3, List.of(result(6, matrix)));
        assertEquals(0.9, evaluation.againstStart().mean(), 1e-12);
        assertEquals(0.6, evaluation.againstPrevious().mean(), 1e-12);
        assertEquals(0.9, evaluation.readers().values().iterator().next().mean(), 1e-12);
        assertEquals(2, evaluation.completions());
        assertEquals(3, evaluation.meanTokens());
    }

    @Test
    void theStartIsEvenWithItself() {
        Evaluation evaluation =
                new Evaluator(BOOTSTRAP, 2).evaluate(0, List.of(result(2, PreferenceMatrix.of(2, (i, j) -> 0.9))));
        assertEquals(WinRate.even(1), evaluation.againstStart());
    }

    @Test
    void repetitionLowersDistinct2() {
        // "A b  c", "a b, c!": pairs ab bc ab bc, for punctuation is no word
        Evaluation evaluation =
                new Evaluator(BOOTSTRAP, 2).evaluate(0, List.of(result(2, PreferenceMatrix.of(2, (i, j) -> 0.5))));
        assertEquals(0.5, evaluation.distinct2());
    }

    @Test
    void theIntervalHasTheWidthOfTheNormalApproximation() {
        List<Double> values =
                IntStream.range(0, 400).mapToObj(i -> i % 4 == 0 ? 0.0 : 1.0).toList();
        WinRate rate = BOOTSTRAP.winRate(values);
        double half = 1.96 * Math.sqrt(0.75 * 0.25 / 400); // 0.0424
        assertEquals(0.75, rate.mean(), 1e-12);
        assertEquals(0.75 - half, rate.low(), 0.006);
        assertEquals(0.75 + half, rate.high(), 0.006);
        assertEquals(rate, new Bootstrap(7, 0.95).winRate(values));
        assertTrue(new Bootstrap(7, 0.5).winRate(values).high() < rate.high());
    }

    private static WorkResult result(int size, PreferenceMatrix matrix) {
        List<Completion> completions = IntStream.range(0, size)
                .mapToObj(i -> i % 2 == 0 ? "A b  c" : "a b, c!")
                .map(text -> new Completion(1, Tokens.of(1, 2, 3), LogProbs.of(-1, -1, -1), true, text, List.of()))
                .toList();
        Group group = new Group(new Prompt("p", "p", Map.of()), Tokens.of(1), completions);
        return new WorkResult(
                new WorkId(Purpose.VALIDATE, 1, 0),
                List.of(new JudgedGroup(group, new Verdict("judge", matrix, Map.of("one", matrix)))),
                new WorkResult.Effort(0, 0, 0));
    }
}

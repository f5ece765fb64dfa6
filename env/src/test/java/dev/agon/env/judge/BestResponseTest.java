package dev.agon.env.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BestResponseTest {
    private static final List<String> ACTIONS = List.of("rock", "paper", "scissors");

    /** A judge of rock, paper and scissors against the rival, with these settings of its block. */
    private static Judge judge(String overrides) {
        Config config = ConfigFactory.parseString("agon.judge { game { game = RPS, feedback = exact }, best-response {"
                        + " judge = game, " + overrides + " } }")
                .withFallback(Scene.REFERENCE);
        return Scene.judge(config, "best-response");
    }

    private static JudgeContext rival(String... said) {
        return Scene.context(new FakeModel((prompt, completion) -> 0, 64, List.of(said)));
    }

    private static Group group(int number, int version) {
        Prompt prompt = new Prompt("p" + number, "play:", Map.of());
        List<Completion> answers = Scene.group(prompt, ACTIONS).completions().stream()
                .map(answer ->
                        new Completion(version, answer.tokens(), answer.logProbs(), true, answer.text(), List.of()))
                .toList();
        return new Group(prompt, Tokens.of("play:".chars().toArray()), answers);
    }

    /** Against rock alone rock wins a half, paper all and scissors nothing. */
    @Test
    void anAnswerIsAsGoodAsItsWinRateAgainstTheRival() {
        Verdict verdict =
                judge("samples = 3").judge(List.of(group(0, 0)), rival("rock")).get(0);
        assertEquals("best-response", verdict.judge());
        PreferenceMatrix matrix = verdict.preference();
        assertEquals(3, matrix.size());
        assertEquals(.75, matrix.get(1, 0), 1e-12);
        assertEquals(1, matrix.get(1, 2), 1e-12);
        assertEquals(.75, matrix.get(0, 2), 1e-12);
    }

    /** With as many draws the mean of an answer's score is its win rate against the rival's mixture. */
    @Test
    void theRivalsAnswersAreDrawnFromIt() {
        List<Group> groups = IntStream.range(0, 2000).mapToObj(p -> group(p, 0)).toList();
        // Two thirds rock, one third paper: rock 1/3, paper 2/3 + 1/6, scissors 1/3.
        double lead = judge("samples = 8").judge(groups, rival("rock", "rock", "paper")).stream()
                .mapToDouble(verdict -> verdict.preference().get(1, 0))
                .average()
                .orElseThrow();
        assertEquals(.75, lead, 1e-12, "paper is half a win better than rock, whatever the rival says of the two");
        double other = judge("samples = 8").judge(groups, rival("rock", "rock", "paper")).stream()
                .mapToDouble(verdict -> verdict.preference().get(1, 2))
                .average()
                .orElseThrow();
        assertEquals(.5 + (5 / 6.0 - 1 / 3.0) / 2, other, .012);
    }

    @Test
    void aVersionMeetsTheSameAnswersAgainAndTheNextOneFreshOnes() {
        Judge judge = judge("samples = 2");
        List<Group> groups = IntStream.range(0, 40).mapToObj(p -> group(p, 0)).toList();
        List<Group> next = IntStream.range(0, 40).mapToObj(p -> group(p, 1)).toList();
        List<Verdict> verdicts = judge.judge(groups, rival("rock", "paper", "scissors"));
        assertEquals(verdicts, judge.judge(groups, rival("rock", "paper", "scissors")));
        assertFalse(verdicts.equals(judge.judge(next, rival("rock", "paper", "scissors"))));
        assertFalse(verdicts.equals(judge("samples = 2, seed = 9").judge(groups, rival("rock", "paper", "scissors"))));
    }

    /** Their weights count in the plan of a run's memory. */
    @Test
    void itsModelsAreTheRivalAndThoseOfTheJudgeThatItAsks() {
        Path base = Path.of("base");
        assertEquals(
                List.of(Path.of("rival")), judge("rival = rival, samples = 3").models(base));
        Judge panel = judge("judge = panel, rival = rival, samples = 3");
        assertEquals(List.of(Path.of("rival"), base), panel.models(base));
        assertEquals(3, panel.ownAnswers());
    }

    @Test
    void aRivalThatReadsOtherTokensIsRefused() {
        Group group =
                new Group(group(0, 0).prompt(), Tokens.of(7, 8), group(0, 0).completions());
        InputException refused =
                assertThrows(InputException.class, () -> judge("samples = 1").judge(List.of(group), rival("rock")));
        assertTrue(String.valueOf(refused.getMessage()).contains("shares its tokenizer"), refused::getMessage);
    }

    @Test
    void aJudgeThatDoesNotExistOrIsItselfIsRefused() {
        for (String name : List.of("gaem", "best-response")) {
            ConfigurationException refused =
                    assertThrows(ConfigurationException.class, () -> judge("judge = " + name), name);
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("agon.judge.best-response.judge"),
                    refused::getMessage);
        }
    }
}

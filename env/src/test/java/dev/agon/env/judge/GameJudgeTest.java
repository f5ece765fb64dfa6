package dev.agon.env.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.env.task.GameTask;
import dev.agon.env.task.Split;
import dev.agon.env.task.Task;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.InputException;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.settings.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GameJudgeTest {
    private static Config config(String overrides) {
        return ConfigFactory.parseString(overrides)
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
    }

    private static GameJudge judge(String game, String feedback) {
        Config config = config("agon { task.game.game = " + game + ", judge.game.feedback = \"" + feedback + "\" }");
        return (GameJudge) Scene.judge(config, "game");
    }

    private static Task task(String overrides) {
        return Settings.of(config(overrides), "agon.task.game").create(Task.class);
    }

    private static PreferenceMatrix verdict(Judge judge, String prompt, int version, String... answers) {
        List<Completion> completions = Stream.of(answers)
                .map(text -> new Completion(version, Tokens.of(), LogProbs.of(), false, text, List.of()))
                .toList();
        Group group = new Group(new Prompt(prompt, "play:", Map.of()), Tokens.of(1), completions);
        return Scene.verdict(judge, group).preference();
    }

    @Test
    void exactFeedbackIsTheGamesProbability() {
        PreferenceMatrix matrix = verdict(judge("SEQ-TRAP", "exact"), "p", 0, "0 0 0 0", "0 1 2 3", "0 0 0 0");
        assertEquals(.874839, matrix.get(0, 1), 1e-6); // the table of the specification, section 10
        assertEquals(.5, matrix.get(0, 2), 0);
    }

    @Test
    void whatIsNoActionLosesToEveryActionAndTiesWithItsLike() {
        for (String feedback : List.of("exact", "bernoulli")) {
            PreferenceMatrix matrix = verdict(judge("COMAL3", feedback), "p", 0, "a", "d", "", "a a");
            assertEquals(1, matrix.get(0, 1), 0);
            assertEquals(1, matrix.get(0, 2), 0);
            assertEquals(.5, matrix.get(1, 3), 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"bernoulli, 0", "flip:0.1, .1"})
    void labelsAreWonOrLostInEitherOrderAndUnbiasedUpToTheFlips(String feedback, double flip) {
        GameJudge judge = judge("COMAL3", feedback);
        double wins = 0;
        int draws = 5_000;
        for (int draw = 0; draw < draws; draw++) {
            double label = verdict(judge, "p" + draw, 0, "c", "a").get(0, 1);
            assertEquals(1 - label, verdict(judge, "p" + draw, 0, "a", "c").get(0, 1), 0);
            assertEquals(.5, Math.abs(label - .5), 0);
            wins += label;
        }
        double expected = (1 - 2 * flip) * .2 + flip;
        assertEquals(expected, wins / draws, 3 * Math.sqrt(expected * (1 - expected) / draws));
    }

    @Test
    void aLabelIsRepeatedForTheSameAnswersAndDrawnAfreshForTheNextVersion() {
        GameJudge judge = judge("COMAL3", "bernoulli");
        int changed = 0;
        for (int prompt = 0; prompt < 200; prompt++) {
            double label = verdict(judge, "p" + prompt, 3, "a", "c").get(0, 1);
            assertEquals(label, verdict(judge, "p" + prompt, 3, "b", "a", "c").get(1, 2), 0);
            changed += label == verdict(judge, "p" + prompt, 4, "a", "c").get(0, 1) ? 0 : 1;
        }
        // Two independent labels of P = 0.8 differ with probability 0.32; three standard errors are 0.1.
        assertEquals(.32, changed / 200.0, .1);
    }

    @Test
    void aPromptOfAnotherGameIsRefusedWithTheCure() {
        Prompt other =
                task("agon.task.game.game = SEQ-CYC").prompts(Split.SELF_PLAY).get(0);
        Group group = new Group(other, Tokens.of(1), List.of());
        String message =
                String.valueOf(assertThrows(InputException.class, () -> Scene.verdict(judge("COMAL3", "exact"), group))
                        .getMessage());
        assertTrue(
                message.contains("SEQ-CYC") && message.contains("COMAL3") && message.contains("agon.judge.game.game"),
                message);
    }

    @Test
    void aTaskAsksEachContextInTurnUnderIdsOfItsOwn() {
        GameTask task = (GameTask) task("agon.task.game { game = Contextual, prompts = 8 }");
        HashSet<String> ids = new HashSet<>();
        for (Split split : Split.values()) {
            List<Prompt> prompts = task.prompts(split);
            prompts.forEach(prompt -> assertTrue(ids.add(prompt.id()), prompt.id()));
            assertEquals(
                    2,
                    prompts.stream()
                            .filter(prompt -> prompt.text().equals("COMAL3:"))
                            .count());
        }
        assertEquals(32, ids.size());
        assertNotEquals(
                task.prompts(Split.SELF_PLAY),
                task("agon.task.game { game = Contextual, prompts = 9 }").prompts(Split.SELF_PLAY));
        String message = String.valueOf(assertThrows(InputException.class, () -> task.corpus(Split.TRAIN))
                .getMessage());
        assertTrue(message.contains("agon solve Contextual --model DIR"), message);
    }
}

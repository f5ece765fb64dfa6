package dev.agon.env.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.env.game.Games;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.metric.BradleyTerry;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BradleyTerryJudgeTest {
    private static final Prompt PROMPT = new Prompt("p", "play:", Map.of());

    @TempDir
    private Path directory;

    private Judge judge(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("labels.jsonl"), content);
        return Settings.of(
                        ConfigFactory.parseString("agon.judge.bradley-terry { file = \"" + file + "\", ridge = 1e-6 }")
                                .withFallback(Scene.REFERENCE),
                        "agon.judge.bradley-terry")
                .create(Judge.class);
    }

    /** On all pairs of a game, the fit is that of the dense solver. */
    @Test
    void theRewardsAreThoseOfAllPairs() {
        for (String name : List.of("BordaTrap", "COMAL3", "Hash10")) {
            MatrixGame game = Games.get(name);
            List<RewardTable.Comparison> comparisons = new ArrayList<>();
            for (int i = 0; i < game.size(); i++) {
                for (int j = i + 1; j < game.size(); j++) {
                    comparisons.add(new RewardTable.Comparison("" + i, "" + j, game.probability(i, j)));
                }
            }
            RewardTable table = RewardTable.fit(comparisons, 1e-9);
            double[] dense = BradleyTerry.rewards(game);
            for (int i = 0; i < game.size(); i++) {
                assertEquals(dense[i] - dense[0], table.of("" + i) - table.of("0"), 1e-5, name + " " + i);
            }
        }
    }

    /** Two labels for the one and one for the other: sigma(r) = 2/3. */
    @Test
    void labelsGiveTheOddsOfTheirShares() throws IOException {
        Judge judge = judge(ComparisonFile.line("play:", "a", "b", 1) + "\n\n"
                + ComparisonFile.line("play:", "a", "b", 0) + "\n" + ComparisonFile.line("play:", "b", "a", 0) + "\n"
                + ComparisonFile.line("play:", "c", "b", .25));
        PreferenceMatrix verdict = Scene.verdict(judge, Scene.group(PROMPT, List.of("a", "b", "c", "new")))
                .preference();
        assertEquals(2 / 3.0, verdict.get(0, 1), 1e-5);
        assertEquals(.25, verdict.get(2, 1), 1e-5);
        // With the mean of the rewards at 0, what was never compared stands in the middle.
        double mean = 0;
        for (int i = 0; i < 3; i++) {
            mean += Math.log(verdict.get(i, 3) / verdict.get(3, i));
        }
        assertEquals(0, mean, 1e-4);
    }

    @Test
    void rewardsBelongToAnswersOfOnePrompt() throws IOException {
        Judge judge = judge(ComparisonFile.line("play:", "a", "b", 1));
        Prompt other = new Prompt("q", "play on:", Map.of());
        assertEquals(
                .5,
                Scene.verdict(judge, Scene.group(other, List.of("a", "b")))
                        .preference()
                        .get(0, 1),
                0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | :1: the line is no object but must be {\"prompt\"",
                "{\"prompt\": \"p\", \"chosen\": \"a\"} | :1: \"rejected\" is missing but must be a text.",
                "{\"prompt\": 1, \"chosen\": \"a\", \"rejected\": \"b\"} | :1: \"prompt\" is 1 but must be a text.",
                "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\", \"probability\": 2} | :1: \"probability\" is 2 but",
                "{\"prompt\" | :1: the line is no JSON",
                "`` | is empty; it needs",
            })
    void aFaultIsNamedWithItsLine(String content, String complaint) throws IOException {
        Judge judge = judge(content);
        String message = String.valueOf(
                assertThrows(InputException.class, () -> Scene.verdict(judge, Scene.group(PROMPT, List.of("a"))))
                        .getMessage());
        assertTrue(message.contains("labels.jsonl") && message.contains(complaint), message);
    }

    @Test
    void aMissingFileIsNamedWithTheCure() throws IOException {
        Judge judge = judge("x");
        Files.delete(directory.resolve("labels.jsonl"));
        String message = String.valueOf(
                assertThrows(InputException.class, () -> Scene.verdict(judge, Scene.group(PROMPT, List.of("a"))))
                        .getMessage());
        assertTrue(message.contains("agon evaluate --comparisons"), message);
    }
}

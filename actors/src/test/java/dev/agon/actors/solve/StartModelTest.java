package dev.agon.actors.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.env.game.WrittenGame;
import dev.agon.env.game.metric.GameProbe;
import dev.agon.learner.Census;
import dev.agon.policy.Sampling;
import dev.agon.policy.Sequence;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.rollout.PolicyGenerator;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The written network is the game's reference, by its log-probabilities and by what is sampled from it. */
class StartModelTest {
    private final Path directory;
    private final ResolvedConfig config = new ConfigLoader(Map.of(), Path.of("..")).load();

    StartModelTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private WrittenGame write(String name) {
        WrittenGame game = WrittenGame.of(config.settings("agon.game"), name);
        StartModel.write(game, config.settings("agon.solve").block("model"), directory);
        return game;
    }

    /** The numbers are those of the specification of this project, section 10. */
    @Test
    void theNetworkHasTheReferencesFigures() {
        WrittenGame game = write("SEQ-TRAP");
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            SortedMap<String, Double> figures = new Census(new GameProbe(game, 0.1)).of(model);
            assertEquals(.339237, figures.getOrDefault("game/class_0", Double.NaN), 2e-6);
            assertEquals(.339237, figures.getOrDefault("game/class_1", Double.NaN), 2e-6);
            assertEquals(.321526, figures.getOrDefault("game/class_2", Double.NaN), 2e-6);
            assertEquals(1.372325, figures.getOrDefault("game/quality", Double.NaN), 2e-6);
            assertEquals(.211084, figures.getOrDefault("game/exploitability", Double.NaN), 2e-6);
            assertEquals(0, figures.getOrDefault("game/kl_to_reference", Double.NaN), 1e-6);
            assertEquals(.00289486, probability(model, "0 0 0 0"), 2e-8);
            assertEquals(.00117696, probability(model, "0 1 2 3"), 2e-8);
        }
    }

    private static double probability(DecoderModel model, String answer) {
        Sequence sequence = new Sequence(
                model.tokenizer().encode("play:"), model.tokenizer().encode(answer));
        double logP = 0;
        for (float token : model.logProbs(List.of(sequence)).get(0)) {
            logP += token;
        }
        return Math.exp(logP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LineMDP", "Contextual", "Blotto5x3"})
    void everyGamesReferenceIsWritten(String name) {
        WrittenGame game = write(name);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            SortedMap<String, Double> figures = new Census(new GameProbe(game, 0.1)).of(model);
            assertEquals(0, figures.getOrDefault("game/kl_to_reference", Double.NaN), 1e-6);
            assertEquals(0, figures.getOrDefault("game/kl_from_reference", Double.NaN), 1e-6);
            assertEquals(0, figures.getOrDefault("game/illegal_share", Double.NaN), 2e-6);
        }
    }

    /**
     * Pearson's chi-square of the first three tokens of 32,768 answers, 512 cells of which the smallest expects five:
     * it has mean 511 and standard deviation 32.
     */
    @Test
    void theSamplerDrawsFromTheEnumeratedProbabilities() {
        WrittenGame game = write("SEQ-CYC");
        int[] counts = new int[4096];
        int drawn = 0;
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            for (int shard = 0; shard < 8; shard++) {
                for (Group group : new PolicyGenerator(model, Sampling.at(1), 4).generate(item(game, shard))) {
                    for (Completion answer : group.completions()) {
                        int[] tokens = answer.tokens().toArray();
                        assertEquals(4, tokens.length);
                        counts[((tokens[0] * 8 + tokens[1]) * 8 + tokens[2]) * 8 + tokens[3]]++;
                        drawn++;
                    }
                }
            }
        }
        double chiSquare = 0;
        for (int cell = 0; cell < 512; cell++) {
            double expected = 0;
            double seen = 0;
            for (int last = 0; last < 8; last++) {
                expected += drawn
                        * Math.exp(
                                game.spelling().logReference(0, game.spelling().sequence(8 * cell + last)));
                seen += counts[8 * cell + last];
            }
            chiSquare += (seen - expected) * (seen - expected) / expected;
        }
        assertEquals(32_768, drawn);
        assertTrue(Math.abs(chiSquare - 511) < 4 * 32, "chi-square " + chiSquare);
    }

    private static WorkItem item(WrittenGame game, int shard) {
        List<Prompt> prompts = IntStream.range(0, 32)
                .mapToObj(number -> new Prompt(shard + "/" + number, game.question(0), game.facts(0)))
                .toList();
        return new WorkItem(
                new WorkId(Purpose.TRAIN, 0, shard),
                7,
                new PolicyVersion(0, "", "", 0),
                prompts,
                128,
                Collections.nCopies(prompts.size(), List.of()));
    }
}

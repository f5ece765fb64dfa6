package dev.agon.actors.solve;

import dev.agon.env.game.Spelling;
import dev.agon.env.game.WrittenGame;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.decoder.MarkovWeights;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.WordVocabulary;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a small language model whose answers are a game's reference, up to the rounding of fp32: its tokens are the
 * game's symbols and questions, and what follows a token is the reference's Markov chain ({@link MarkovWeights}). All
 * tokens that are no symbol have a probability of about 1e-13.
 */
public final class StartModel {
    private static final double NORM_EPSILON = 1e-5;
    private static final double ROPE_THETA = 10_000;

    private StartModel() {}

    /**
     * Writes the model of a game.
     *
     * @param settings the block {@code agon.solve.model}, the network's shape
     * @param directory as for {@link ModelDirectoryWriter#write}
     */
    public static void write(WrittenGame game, Settings settings, Path directory) {
        List<String> words = new ArrayList<>(game.spelling().symbols());
        IntStream.range(0, game.contexts().size()).mapToObj(game::question).forEach(words::add);
        WordVocabulary vocabulary = new WordVocabulary(words);
        ModelConfig config = config(settings, vocabulary, game.spelling().length());
        new ModelDirectoryWriter(config, vocabulary.files())
                .write(
                        directory,
                        MarkovWeights.weights(config, chain(game, vocabulary), settings.integer64("seed")),
                        DType.F32);
    }

    private static ModelConfig config(Settings settings, WordVocabulary vocabulary, int answer) {
        int width = settings.integer("hidden-size", 1, 1 << 12);
        if (width < vocabulary.size()) {
            throw settings.fault(
                    "hidden-size",
                    "is " + width + " but must be at least " + vocabulary.size()
                            + ", the number of tokens, each of which needs a direction of its own");
        }
        int heads = settings.integer("heads", 1, 1024);
        int headSize = settings.integer("head-size", 2, 1024);
        if (headSize % 2 != 0) {
            throw settings.fault("head-size", "is " + headSize + " but must be even");
        }
        return ModelConfig.llama(
                vocabulary.size(),
                width,
                settings.integer("intermediate-size", 1, 1 << 14),
                settings.integer("layers", 1, 128),
                heads,
                heads,
                headSize,
                NORM_EPSILON,
                ROPE_THETA,
                answer + 2, // the question before it, and an end token after it
                false,
                -1,
                vocabulary.endToken());
    }

    /** Log-probability of each token after each: the first symbol after a question, the next one after a symbol. */
    private static double[][] chain(WrittenGame game, WordVocabulary vocabulary) {
        Spelling spelling = game.spelling();
        int symbols = spelling.symbols().size();
        double[][] logP = new double[vocabulary.size()][vocabulary.size()];
        for (double[] row : logP) {
            Arrays.fill(row, Double.NEGATIVE_INFINITY);
        }
        for (int symbol = 0; symbol < symbols; symbol++) {
            put(spelling.next(symbol), logP[symbol]);
        }
        for (int context = 0; context < game.contexts().size(); context++) {
            put(spelling.first(context), logP[symbols + context]);
        }
        return logP;
    }

    private static void put(double[] probabilities, double[] logP) {
        for (int symbol = 0; symbol < probabilities.length; symbol++) {
            logP[symbol] = Math.log(probabilities[symbol]);
        }
    }
}

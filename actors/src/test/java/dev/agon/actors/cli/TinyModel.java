package dev.agon.actors.cli;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.decoder.LlamaInitializer;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.BpeTrainer;
import dev.agon.policy.tokenizer.BpeVocabulary;
import java.nio.file.Path;
import java.util.List;

/** A model with random weights, small enough to be made for a test. */
final class TinyModel {
    private static final String END = "<|end|>";

    private TinyModel() {}

    /** Writes the model of this seed into a directory that it makes; a context of 32 tokens. */
    static Path write(Path directory, long seed) {
        return write(directory, seed, List.of("espresso (noun): a strong coffee", "a place where ships stop"));
    }

    /** Writes a model whose tokenizer learned from this text. */
    static Path write(Path directory, long seed, List<String> text) {
        BpeVocabulary vocabulary = BpeTrainer.train(text, 258, List.of(END));
        ModelConfig config =
                ModelConfig.llama(258, 16, 32, 1, 2, 1, 8, 1e-5, 10_000, 32, true, -1, vocabulary.specialId(END));
        new ModelDirectoryWriter(config, vocabulary.files(END))
                .write(directory, LlamaInitializer.weights(config, seed), DType.F32);
        return directory;
    }
}

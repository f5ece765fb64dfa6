package dev.agon.policy.decoder;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.BpeTrainer;
import dev.agon.policy.tokenizer.BpeVocabulary;
import java.nio.file.Path;
import java.util.List;

/** Writes a network of a few thousand random weights, with grouped-query attention, for tests. */
public final class TinyModel {
    private static final String END = "<|end|>";
    static final int VOCABULARY = 270;

    private TinyModel() {}

    /** Writes it into {@code directory}, which may exist and be empty. */
    public static void write(Path directory, boolean tied) {
        BpeVocabulary vocabulary =
                BpeTrainer.train(List.of("a tiny text to learn a tiny vocabulary from"), VOCABULARY, List.of(END));
        ModelConfig config = ModelConfig.llama(
                VOCABULARY, 24, 40, 2, 4, 2, 8, 1e-5, 10_000, 64, tied, -1, vocabulary.specialId(END));
        new ModelDirectoryWriter(config, vocabulary.files(END))
                .write(directory, LlamaInitializer.weights(config, 7), DType.F32);
    }
}

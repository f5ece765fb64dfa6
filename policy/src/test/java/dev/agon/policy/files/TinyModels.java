package dev.agon.policy.files;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.tokenizer.BpeTrainer;
import dev.agon.policy.tokenizer.TokenizerFiles;
import java.util.ArrayList;
import java.util.List;

/** A model small enough to be written in every test. */
final class TinyModels {
    static final ModelConfig CONFIG = ModelConfig.llama(262, 8, 12, 2, 4, 2, 2, 1e-5, 10_000, 32, true, -1, 0);
    static final TokenizerFiles TOKENIZER = BpeTrainer.train(
                    List.of("a tale of tea", "a tale of tin"), 260, List.of("<|end|>"))
            .files("<|end|>");

    private TinyModels() {}

    static ModelConfig untied() {
        return ModelConfig.llama(262, 8, 12, 1, 4, 4, 2, 1e-5, 10_000, 32, false, 1, 0);
    }

    /** Weights whose first elements are start, start + 1, ... in the expected order. */
    static List<NamedTensor> weights(ModelConfig config, float start) {
        List<NamedTensor> weights = new ArrayList<>();
        for (Weight expected : NetworkWeights.of(config)) {
            long[] shape = expected.shape().stream().mapToLong(Long::longValue).toArray();
            weights.add(FloatBuffers.ramp(expected.name(), start + weights.size(), shape));
        }
        return weights;
    }
}

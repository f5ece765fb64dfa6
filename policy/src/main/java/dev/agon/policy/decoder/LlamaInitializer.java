package dev.agon.policy.decoder;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.files.NamedTensor;
import dev.agon.policy.files.NetworkWeights;
import dev.agon.policy.files.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random weights to start pre-training from. Matrices are normal with variance 2 / (5 D) (Nguyen, Salazar 2019, arXiv
 * 1910.05895, "SmallInit"), those that write to the residual stream smaller by sqrt(2 layers) (GPT-2); norms are one.
 */
public final class LlamaInitializer {
    private LlamaInitializer() {}

    /**
     * Weights of a network of this shape, under their Hugging Face names.
     *
     * @param seed decides every number: the weights are a pure function of both arguments
     */
    public static List<NamedTensor> weights(ModelConfig config, long seed) {
        double deviation = Math.sqrt(2.0 / (5.0 * config.hiddenSize()));
        double residual = deviation / Math.sqrt(2.0 * config.layers());
        List<NamedTensor> tensors = new ArrayList<>();
        for (Weight tensor : NetworkWeights.of(config)) {
            long tensorSeed = seed * 0x9E3779B97F4A7C15L + tensors.size();
            boolean writesResidual =
                    tensor.name().contains(".o_proj.") || tensor.name().contains(".down_proj.");
            double scale = writesResidual ? residual : deviation;
            long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
            tensors.add(new NamedTensor(
                    tensor.name(),
                    shape,
                    () -> shape.length == 1 ? ones(shape) : normal(shape, scale, new Random(tensorSeed))));
        }
        return tensors;
    }

    private static ByteBuffer ones(long[] shape) {
        ByteBuffer buffer = buffer(shape);
        while (buffer.hasRemaining()) {
            buffer.putFloat(1);
        }
        return buffer.flip();
    }

    private static ByteBuffer normal(long[] shape, double deviation, Random random) {
        ByteBuffer buffer = buffer(shape);
        while (buffer.hasRemaining()) {
            buffer.putFloat((float) (random.nextGaussian() * deviation));
        }
        return buffer.flip();
    }

    static ByteBuffer buffer(long[] shape) {
        long size = Float.BYTES;
        for (long length : shape) {
            size = Math.multiplyExact(size, length);
        }
        return ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    }
}

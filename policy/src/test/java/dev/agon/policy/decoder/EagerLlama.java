package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.Architecture;
import dev.agon.policy.ModelConfig;
import java.util.List;

/**
 * The Llama decoder once more, written operation by operation on DJL arrays, one sequence at a time, without cache,
 * padding or batching: the oracle of the TorchScript program, and the easiest place to read what the network computes.
 */
final class EagerLlama {
    private final ModelConfig config;
    private final Architecture.Rotary architecture;
    private final List<NDArray> weights;

    /** {@code weights} in the order of {@link dev.agon.policy.files.NetworkWeights}. */
    EagerLlama(ModelConfig config, List<NDArray> weights) {
        this.config = config;
        this.architecture = (Architecture.Rotary) config.architecture();
        this.weights = weights;
    }

    /** Logits of every next token, (T, V). The manager of the weights owns all intermediate arrays. */
    NDArray logits(int[] tokens) {
        NDManager manager = weights.get(0).getManager();
        NDArray x =
                weights.get(0).get(new NDIndex("{}", manager.create(tokens).toType(DataType.INT64, false))); // (T, D)
        for (int layer = 0; layer < config.layers(); layer++) {
            int base = 1 + 9 * layer;
            x = x.add(attention(norm(x, weights.get(base)), base));
            x = x.add(swiglu(norm(x, weights.get(base + 5)), base));
        }
        NDArray hidden = norm(x, weights.get(1 + 9 * config.layers()));
        NDArray output = config.tiedEmbeddings() ? weights.get(0) : weights.get(2 + 9 * config.layers());
        return hidden.dot(output.transpose());
    }

    /** Log-probability of each token after the first {@code given}, at a temperature. */
    float[] logProbs(int[] tokens, int given, double temperature) {
        NDArray logP = logits(tokens).div((float) temperature).logSoftmax(-1);
        float[] result = new float[tokens.length - given];
        for (int t = 0; t < result.length; t++) {
            result[t] = logP.getFloat(given + t - 1, tokens[given + t]);
        }
        return result;
    }

    private NDArray norm(NDArray x, NDArray weight) {
        NDArray meanSquare = x.mul(x).mean(new int[] {-1}, true);
        return x.div(meanSquare.add((float) architecture.normEpsilon()).sqrt()).mul(weight);
    }

    private NDArray swiglu(NDArray x, int base) {
        NDArray gate = x.dot(weights.get(base + 6).transpose());
        NDArray silu = gate.div(gate.neg().exp().add(1));
        return silu.mul(x.dot(weights.get(base + 7).transpose()))
                .dot(weights.get(base + 8).transpose());
    }

    private NDArray attention(NDArray x, int base) {
        int size = config.headSize();
        int perGroup = config.heads() / config.keyValueHeads();
        NDArray queries = x.dot(weights.get(base + 1).transpose()); // (T, H S)
        NDArray keys = x.dot(weights.get(base + 2).transpose()); // (T, G S)
        NDArray values = x.dot(weights.get(base + 3).transpose()); // (T, G S)
        NDList heads = new NDList();
        for (int head = 0; head < config.heads(); head++) {
            NDArray q = rotate(columns(queries, head, size));
            NDArray k = rotate(columns(keys, head / perGroup, size));
            NDArray v = columns(values, head / perGroup, size);
            NDArray scores = q.dot(k.transpose()).div((float) Math.sqrt(size)); // (T, T)
            heads.add(scores.add(causal(scores)).softmax(-1).dot(v));
        }
        NDArray joined = heads.get(0);
        for (NDArray head : heads.subList(1, heads.size())) {
            joined = joined.concat(head, 1);
        }
        return joined.dot(weights.get(base + 4).transpose());
    }

    private static NDArray columns(NDArray x, int head, int size) {
        return x.get(new NDIndex(":, " + head * size + ":" + (head + 1) * size));
    }

    /** Minus infinity, or nearly, where a key lies after the query. */
    private static NDArray causal(NDArray scores) {
        int length = (int) scores.getShape().get(0);
        float[] mask = new float[length * length];
        for (int query = 0; query < length; query++) {
            for (int key = query + 1; key < length; key++) {
                mask[query * length + key] = -1e9f;
            }
        }
        return scores.getManager().create(mask, new Shape(length, length));
    }

    /** Rotary embedding: pair (i, i + S/2) of the token at position t turns by t * theta^(-2i/S). */
    private NDArray rotate(NDArray x) {
        int length = (int) x.getShape().get(0);
        int half = config.headSize() / 2;
        float[] cos = new float[length * half];
        float[] sin = new float[length * half];
        for (int t = 0; t < length; t++) {
            for (int i = 0; i < half; i++) {
                double angle = t * Math.pow(architecture.ropes().get(0).theta(), -2.0 * i / config.headSize());
                cos[t * half + i] = (float) Math.cos(angle);
                sin[t * half + i] = (float) Math.sin(angle);
            }
        }
        NDArray c = x.getManager().create(cos, new Shape(length, half));
        NDArray s = x.getManager().create(sin, new Shape(length, half));
        NDArray a = columns(x, 0, half);
        NDArray b = columns(x, 1, half);
        return a.mul(c).sub(b.mul(s)).concat(b.mul(c).add(a.mul(s)), 1);
    }
}

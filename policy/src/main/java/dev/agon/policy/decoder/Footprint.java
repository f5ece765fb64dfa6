package dev.agon.policy.decoder;

import dev.agon.policy.Architecture;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Precision;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.files.AdaptedModule;
import dev.agon.policy.files.NetworkWeights;
import dev.agon.policy.files.Role;
import dev.agon.policy.files.Weight;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Bytes that a decoder's work takes at its peak, from its sizes alone: what the program's operations keep for a
 * gradient, as autograd's saved tensors show it, and the largest of what they make on the way. {@code MemoryBenchTest}
 * compares it with what a process takes.
 */
public final class Footprint {
    /** What the engine's libraries take for themselves with their first work, as measured. */
    public static final long ENGINE_BYTES = 70_000_000L;

    private static final long FLOAT = Float.BYTES;
    /**
     * Pieces of a layer's tensors lie between others that still live, and gradients come beside them: the allocator,
     * which gives nothing back, then holds half as much again, as measured.
     */
    private static final double WITH_GAPS = 1.5;

    /** Of logits at their peak: themselves or the gradient by them, their log-softmax, and the gradient by that. */
    private static final int LOGIT_TENSORS = 3;
    /** Of logits under a soft cap there also are the quotient and its tanh. */
    private static final int CAPPED_LOGIT_TENSORS = 5;
    /** While a token is drawn: logits, their shaping, probabilities, sums, log-softmax. */
    private static final int DRAWING_TENSORS = 5;
    /** Of attention scores that are made whole, under a soft cap: scores, quotient, tanh, product, masked, softmax. */
    private static final int SCORE_TENSORS = 6;

    private static final Set<Role> STACKED =
            EnumSet.of(Role.QUERY, Role.KEY, Role.VALUE, Role.QUERY_KEY_VALUE, Role.GATE, Role.UP);

    private final ModelConfig config;
    private final ComputeOptions options;
    private final List<Weight> weights;
    private final long width;
    private final long queries;
    private final long keyValues;
    private final long inner;

    /** The footprint of a network that is computed with these options. */
    public Footprint(ModelConfig config, ComputeOptions options) {
        this.config = config;
        this.options = options;
        this.weights = NetworkWeights.of(config);
        this.width = config.hiddenSize();
        this.queries = (long) config.heads() * config.headSize();
        this.keyValues = (long) config.keyValueHeads() * config.headSize();
        this.inner = config.intermediateSize();
    }

    private static boolean isOfFirstLayer(Weight weight) {
        return weight.role().isOfLayer() && weight.layer() == 0;
    }

    private static boolean isMatrixOfLayer(Weight weight) {
        return weight.role().isOfLayer() && weight.shape().size() > 1;
    }

    /** All weights in fp32, as what is trained has them. */
    public long masters() {
        return FLOAT * elements(weight -> true);
    }

    /** All weights as a model has them that only answers. */
    public long weights() {
        return masters() - (isRounded() ? halves() : 0);
    }

    /** Buffers of Java's that the weights were read through, which it frees when it next collects. */
    public long readers() {
        return masters();
    }

    /** The layers' matrices in bf16. */
    private long halves() {
        return FLOAT / 2 * elements(Footprint::isMatrixOfLayer);
    }

    private boolean isRounded() {
        return options.precision() == Precision.BF16;
    }

    /**
     * A gradient of one batch, without the sums that it is added to.
     *
     * @param rows sequences
     * @param length tokens of each
     * @param trained number of weights that are trained
     * @param adapted those of the matrices under an adapter, 0 without
     */
    public long gradient(long rows, long length, long trained, long adapted) {
        long tokens = rows * length;
        long embedding = (long) config.vocabSize() * width;
        long largest = Math.min(trained, Math.max(embedding, elements(Footprint::isOfFirstLayer)));
        long logits = logits(tokens) + Math.min(trained, embedding);
        long layer = Math.round(WITH_GAPS * layer(tokens, length));
        long elements = options.checkpointing() == Checkpointing.LAYERS
                ? (config.layers() + 1) * tokens * width + Math.max(logits, 2 * layer + largest)
                : config.layers() * layer + Math.max(3 * tokens * width + logits, trained);
        return FLOAT * (elements + 2 * adapted) + (isRounded() ? halves() : 0);
    }

    /** Scoring of so many tokens at once. */
    public long scoring(long tokens, long length) {
        return FLOAT * (reading(tokens, length) + logits(tokens)) + (isRounded() ? halves() : 0);
    }

    /**
     * Sampling of one batch: the cache of keys and values, the matrices that decoding has stacked, and the logits.
     *
     * @param prompts number of prompts
     * @param length longest prompt in tokens
     * @param options how many answers each has, how long they are, and how many decode together
     */
    public long sampling(int prompts, int length, SamplingOptions options) {
        long rows = options.rows(prompts);
        long steps = options.maxNewTokens();
        boolean enter = rows < (long) prompts * options.samples(); // while others decode, into columns with some room
        long columns = length + steps + (enter ? steps / 4 + 1 : 0);
        long cacheOfLayer = 2 * rows * keyValues * columns;
        long cache = (config.layers() + 1) * cacheOfLayer; // a layer's is copied while the batch shrinks or moves
        long stacked = elements(weight -> STACKED.contains(weight.role()));
        long drawing = DRAWING_TENSORS * rows * config.vocabSize();
        long reading = reading(rows / options.samples() * length, length);
        long elements = enter ? cache + Math.max(reading, drawing) : Math.max(reading, cache + drawing);
        return (isRounded() ? FLOAT / 2 : FLOAT) * stacked + FLOAT * elements;
    }

    /** Number of the weights of the matrices that adapters change. */
    public static long adapted(List<AdaptedModule> modules) {
        return modules.stream()
                .mapToLong(module -> module.inputs() * module.outputs())
                .sum();
    }

    /** What one layer keeps for its gradient, in elements. */
    private long layer(long tokens, long length) {
        // Both norms' inputs, normalized inputs and results; both norms of attention's and feed-forward layer's
        // results.
        long norms = (has(Architecture.Trait.SANDWICH_NORMS) ? 10 : 6) * width;
        // Turned queries, and the result twice; keys and values, and both spread to as many heads as queries have.
        long spread = config.keyValueHeads() < config.heads() ? 2 * queries : 0;
        long attention = 3 * queries + 2 * keyValues + spread + scores(length);
        if (has(Architecture.Trait.QUERY_KEY_NORM)) {
            attention += 2 * (queries + keyValues);
        }
        return tokens * (norms + attention + (isGated() ? 4 : 2) * inner);
    }

    /** What is there while a layer is computed without a gradient, in elements. */
    private long reading(long tokens, long length) {
        return tokens * (4 * width + Math.max(4 * queries + scores(length), (isGated() ? 3 : 2) * inner));
    }

    /** Attention scores of one token, where they are made whole. */
    private long scores(long length) {
        boolean capped = config.architecture() instanceof Architecture.Rotary rotary
                && rotary.scales().attentionCap() > 0;
        return capped ? length * config.heads() * SCORE_TENSORS : 0;
    }

    private long logits(long tokens) {
        long all = tokens * config.vocabSize();
        long made = all <= options.logitsAtOnce()
                ? all
                : Math.max(config.vocabSize(), options.logitsAtOnce() / Network.PARTS);
        boolean capped = config.architecture() instanceof Architecture.Rotary rotary
                && rotary.scales().logitCap() > 0;
        return made * (capped ? CAPPED_LOGIT_TENSORS : LOGIT_TENSORS);
    }

    private boolean has(Architecture.Trait trait) {
        return config.architecture() instanceof Architecture.Rotary rotary
                && rotary.traits().contains(trait);
    }

    private boolean isGated() {
        return config.architecture() instanceof Architecture.Rotary;
    }

    private long elements(Predicate<Weight> which) {
        return weights.stream()
                .filter(which)
                .mapToLong(weight -> weight.shape().stream().reduce(1L, (a, b) -> a * b))
                .sum();
    }
}

package dev.agon.learner;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sample;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.Tokenizer;
import dev.agon.policy.TrainableModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A policy without a network: one softmax table for each context, and AdamW in plain Java. */
public final class TabularModel implements TrainableModel {
    private final int vocab;
    private final Map<List<Integer>, Row> rows = new TreeMap<>(Comparator.comparing(List::toString));
    private final List<Integer> batchSizes = new ArrayList<>();
    private int steps;

    /** A model that is uniform over so many tokens in every context. */
    public TabularModel(int vocab) {
        this.vocab = vocab;
    }

    /** Sets the probabilities of the token after a context. */
    public TabularModel set(int[] context, double... probabilities) {
        row(context).logits = Arrays.stream(probabilities).map(Math::log).toArray();
        return this;
    }

    /** The probabilities of the token after a context. */
    public double[] probabilities(int... context) {
        return Arrays.stream(logSoftmax(row(context).logits)).map(Math::exp).toArray();
    }

    /** The summed gradient by the logits after a context. */
    public double[] gradient(int... context) {
        return row(context).gradient.clone();
    }

    /** Number of sequences of each batch accumulated so far. */
    public List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    @Override
    public List<float[]> logProbs(List<Sequence> sequences) {
        return sequences.stream().map(this::logProbs).toList();
    }

    /** {@inheritDoc} The losses are asked from several threads, the last part first. */
    @Override
    public void accumulate(List<MicroBatch> parts) {
        List<List<float[]>> derivatives = IntStream.range(0, parts.size())
                .parallel()
                .map(i -> parts.size() - 1 - i)
                .mapToObj(parts::get)
                .map(part -> part.loss().at(outputs(part)))
                .toList();
        for (int i = 0; i < parts.size(); i++) {
            List<Sequence> sequences = parts.get(i).sequences();
            batchSizes.add(sequences.size());
            for (int s = 0; s < sequences.size(); s++) {
                addGradient(
                        sequences.get(s), derivatives.get(parts.size() - 1 - i).get(s));
            }
        }
    }

    private void addGradient(Sequence sequence, float[] derivatives) {
        int length = sequence.completionLength();
        for (int t = 0; t < length; t++) {
            Row row = row(context(sequence, t));
            double[] logP = logSoftmax(row.logits);
            for (int v = 0; v < vocab; v++) {
                row.gradient[v] -= derivatives[t] * Math.exp(logP[v]);
            }
            row.gradient[sequence.token(sequence.promptLength() + t)] += derivatives[t];
            row.criticGradient += derivatives.length > length ? derivatives[length + t] : 0;
        }
    }

    @Override
    public void keepValueHead(boolean resumed) {
        if (resumed) {
            throw new UnsupportedOperationException("a tabular model is not stored");
        }
    }

    @Override
    public List<float[]> values(List<Sequence> sequences) {
        return sequences.stream().map(this::values).toList();
    }

    private float[] values(Sequence sequence) {
        float[] result = new float[sequence.completionLength()];
        for (int t = 0; t < result.length; t++) {
            result[t] = (float) row(context(sequence, t)).critic[0];
        }
        return result;
    }

    private List<float[]> outputs(MicroBatch part) {
        return part.sequences().stream()
                .map(sequence -> part.valued() ? joined(logProbs(sequence), values(sequence)) : logProbs(sequence))
                .toList();
    }

    /** As a valued batch shows them: log-probabilities, then values. */
    static float[] joined(float[] logProbs, float[] values) {
        float[] both = Arrays.copyOf(logProbs, logProbs.length + values.length);
        System.arraycopy(values, 0, both, logProbs.length, values.length);
        return both;
    }

    @Override
    public double step(StepOptions options) {
        double norm = Math.sqrt(rows.values().stream()
                .flatMapToDouble(row -> Arrays.stream(row.gradient))
                .map(g -> g * g)
                .sum());
        if (Double.isFinite(norm)) {
            steps++;
            double scale = norm > options.maxGradientNorm() ? options.maxGradientNorm() / norm : 1;
            rows.values().forEach(row -> row.step(options, scale, steps));
        }
        return norm;
    }

    @Override
    public void keepAverage(boolean resumed) {
        if (resumed) {
            throw new UnsupportedOperationException("a tabular model is not stored");
        }
        rows.values().forEach(row -> row.average = row.logits.clone());
    }

    @Override
    public void follow(double decay) {
        rows.values().forEach(row -> row.follow(decay));
    }

    /** The policy whose logits are the moving average of this one's, frozen. */
    public LanguageModel average() {
        TabularModel copy = new TabularModel(vocab);
        rows.forEach((context, row) ->
                copy.rows.computeIfAbsent(context, unused -> new Row(vocab)).logits = row.average.clone());
        return copy;
    }

    @Override
    public ModelConfig config() {
        return ModelConfig.llama(vocab, 1, 1, 1, 1, 1, 2, 1e-6, 1e4, 64, true, -1, 0);
    }

    @Override
    public Tokenizer tokenizer() {
        throw new UnsupportedOperationException("a tabular model reads no text");
    }

    @Override
    public List<Sample> sample(List<int[]> prompts, SamplingOptions options, float[][] uniforms) {
        throw new UnsupportedOperationException("a tabular model is enumerated");
    }

    @Override
    public void save(Path directory) {
        throw new UnsupportedOperationException("a tabular model is not stored");
    }

    @Override
    public void close() {}

    /** The same probabilities, frozen: later steps of this model do not change them. */
    public LanguageModel snapshot() {
        TabularModel copy = new TabularModel(vocab);
        rows.forEach((context, row) ->
                copy.rows.computeIfAbsent(context, unused -> new Row(vocab)).logits = row.logits.clone());
        return copy;
    }

    private float[] logProbs(Sequence sequence) {
        float[] result = new float[sequence.completionLength()];
        for (int t = 0; t < result.length; t++) {
            double[] logP = logSoftmax(row(context(sequence, t)).logits);
            result[t] = (float) logP[sequence.token(sequence.promptLength() + t)];
        }
        return result;
    }

    private synchronized Row row(int... context) {
        return rows.computeIfAbsent(Arrays.stream(context).boxed().toList(), unused -> new Row(vocab));
    }

    private static int[] context(Sequence sequence, int completionToken) {
        int[] context = new int[sequence.promptLength() + completionToken];
        Arrays.setAll(context, sequence::token);
        return context;
    }

    private static double[] logSoftmax(double[] logits) {
        double max = Arrays.stream(logits).max().orElseThrow();
        double logZ =
                max + Math.log(Arrays.stream(logits).map(x -> Math.exp(x - max)).sum());
        return Arrays.stream(logits).map(x -> x - logZ).toArray();
    }

    private static final class Row {
        private double[] logits;
        private double[] average;
        private final double[] critic = new double[1]; // the value of the context
        private double criticGradient;
        private final double[] gradient;
        private final double[] first;
        private final double[] second;

        Row(int vocab) {
            logits = new double[vocab];
            average = new double[vocab];
            gradient = new double[vocab];
            first = new double[vocab];
            second = new double[vocab];
        }

        void follow(double decay) {
            Arrays.setAll(average, v -> decay * average[v] + (1 - decay) * logits[v]);
        }

        void step(StepOptions options, double scale, int steps) {
            critic[0] -= options.learningRate() * criticGradient; // plain descent
            criticGradient = 0;
            for (int v = 0; v < logits.length; v++) {
                double g = gradient[v] * scale;
                first[v] = options.beta1() * first[v] + (1 - options.beta1()) * g;
                second[v] = options.beta2() * second[v] + (1 - options.beta2()) * g * g;
                double m = first[v] / (1 - Math.pow(options.beta1(), steps));
                double r = Math.sqrt(second[v] / (1 - Math.pow(options.beta2(), steps)));
                logits[v] -= options.learningRate() * (m / (r + options.epsilon()) + options.weightDecay() * logits[v]);
                gradient[v] = 0;
            }
        }
    }
}

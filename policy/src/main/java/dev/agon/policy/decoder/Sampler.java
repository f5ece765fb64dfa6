package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.StopTexts;
import dev.agon.policy.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Draws completions with a network's program: the whole decoding loop is one call, also where only some of the rows
 * decode together and prompts enter as others end. Loops of calls would carry caches and random numbers back and forth;
 * and the schedule is a function of the call's arguments, as its results must be.
 */
final class Sampler {
    private final Network network;
    private final Tokenizer tokenizer;
    private final List<Integer> endTokens;

    /** @param endTokens ids of which each ends a completion */
    Sampler(Network network, Tokenizer tokenizer, List<Integer> endTokens) {
        this.network = network;
        this.tokenizer = tokenizer;
        this.endTokens = endTokens;
    }

    /**
     * Completions of prompts, in the prompts' order and for each prompt as many as the options say; none is longer than
     * the context allows, which the caller checks.
     *
     * @param weights those of the network
     * @param uniforms a row a completion, a number a token; each decides one token
     * @param local owns what is made on the way
     */
    List<Sample> sample(
            List<NDArray> weights, List<int[]> prompts, SamplingOptions options, float[][] uniforms, NDManager local) {
        int[] order = order(prompts, options);
        StopTexts stops = new StopTexts(options.sampling().stops(), tokenizer);
        List<Sample> entered = samples(run(weights, prompts, options, uniforms, local), options.maxNewTokens());
        Sample[] samples = new Sample[entered.size()];
        for (int row = 0; row < samples.length; row++) {
            samples[place(order, row, options.samples())] = stops.end(entered.get(row));
        }
        return List.of(samples);
    }

    /** What the program returns, its rows in the order in which they enter. */
    NDList run(
            List<NDArray> weights, List<int[]> prompts, SamplingOptions options, float[][] uniforms, NDManager local) {
        int[] order = order(prompts, options);
        List<int[]> entering = Arrays.stream(order).mapToObj(prompts::get).toList();
        float[][] numbers = IntStream.range(0, uniforms.length)
                .mapToObj(row -> uniforms[place(order, row, options.samples())])
                .toArray(float[][]::new);
        return network.call("sample", local)
                .with("w", weights)
                .with("prompts", leftPadded(entering, local))
                .with("lengths", lengths(entering, local))
                .with("most", local.create((long) options.rows(prompts.size())))
                .with("uniforms", flat(numbers, options.maxNewTokens(), local))
                .with("options", local.create(numbers(options)))
                .with("plan", network.plan(local))
                .with("scalars", network.scalars(local))
                .run();
    }

    /** The prompts as they enter: the longest first where not all do at once, so that those read together are alike. */
    private static int[] order(List<int[]> prompts, SamplingOptions options) {
        IntStream all = IntStream.range(0, prompts.size());
        if (options.rows(prompts.size()) == prompts.size() * options.samples()) {
            return all.toArray();
        }
        return all.boxed() // the sort is stable: equal lengths keep their order
                .sorted(Comparator.comparingInt(p -> -prompts.get(p).length))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Which of the caller's rows is the program's row. */
    private static int place(int[] order, int row, int samples) {
        return order[row / samples] * samples + row % samples;
    }

    private double[] numbers(SamplingOptions options) {
        Sampling how = options.sampling();
        return DoubleStream.concat(
                        DoubleStream.of(options.samples(), how.temperature(), how.topK(), how.topP(), how.minP()),
                        endTokens.stream().mapToDouble(Integer::doubleValue))
                .toArray();
    }

    private List<Sample> samples(NDList result, int steps) {
        long[] tokens = result.get(0).toLongArray(); // (R, N)
        float[] scores = result.get(1).toFloatArray(); // (R, N)
        float[] shares = result.get(2).toFloatArray(); // (R, N)
        long[] counts = result.get(3).toLongArray(); // (R)
        List<Sample> samples = new ArrayList<>(counts.length);
        for (int row = 0; row < counts.length; row++) {
            int length = (int) counts[row];
            int begin = row * steps;
            int[] ids = Arrays.stream(tokens, begin, begin + length)
                    .mapToInt(Math::toIntExact)
                    .toArray();
            samples.add(new Sample(
                    ids,
                    Arrays.copyOfRange(scores, begin, begin + length),
                    Arrays.copyOfRange(shares, begin, begin + length),
                    length > 0 && endTokens.contains(ids[length - 1])));
        }
        return samples;
    }

    /** Token ids (P, L), int64. */
    private static NDArray leftPadded(List<int[]> prompts, NDManager local) {
        int width = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(1);
        long[] ids = new long[prompts.size() * width];
        for (int row = 0; row < prompts.size(); row++) {
            int[] prompt = prompts.get(row);
            for (int t = 0; t < prompt.length; t++) {
                ids[(row + 1) * width - prompt.length + t] = prompt[t];
            }
        }
        return local.create(ids, new Shape(prompts.size(), width));
    }

    /** Numbers of real tokens (P), int64. */
    private static NDArray lengths(List<int[]> prompts, NDManager local) {
        return local.create(prompts.stream().mapToLong(prompt -> prompt.length).toArray());
    }

    /** (R, N) */
    private static NDArray flat(float[][] uniforms, int steps, NDManager local) {
        float[] flat = new float[uniforms.length * steps];
        for (int row = 0; row < uniforms.length; row++) {
            System.arraycopy(uniforms[row], 0, flat, row * steps, steps);
        }
        return local.create(flat, new Shape(uniforms.length, steps));
    }
}

package dev.agon.policy.decoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.LengthBatches;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sample;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.Tokenizer;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A decoder for inference: samples and scores. It belongs to the thread that opened it. */
public class DecoderModel implements LanguageModel {
    /** Tokens, padding included, that one scoring pass reads at most; bounds its memory. */
    public static final int SCORING_TOKENS = 2048;

    private final ModelConfig config;
    private final Tokenizer tokenizer;
    private final NDManager manager;
    private final Network network;
    private final Sampler sampler;
    private final List<NDArray> weights;
    private final Lanes lanes;
    private final boolean masters;

    /** As below, computing as {@link ComputeOptions#DEFAULT} says. */
    public static DecoderModel open(Path directory, String device, int threads) {
        return open(directory, device, threads, ComputeOptions.DEFAULT);
    }

    /**
     * Opens a Hugging Face directory for the calling thread; an adapter is merged with its base.
     *
     * @param directory holds {@code config.json}, {@code model.safetensors} and {@code tokenizer.json}, or an adapter
     *     whose base lies where it says
     * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:i}
     * @param threads how many processor threads a call on this thread may use; results depend on it in the last bit
     * @throws dev.agon.policy.ModelException if a file is missing, malformed or does not fit the others
     */
    public static DecoderModel open(Path directory, String device, int threads, ComputeOptions options) {
        return AdapterDirectory.isIn(directory)
                ? new DecoderModel(AdapterDirectory.open(directory), device, threads, options)
                : new DecoderModel(ModelDirectory.open(directory), device, threads, 0, options, false);
    }

    /**
     * As {@link #open}, where the base of an adapter is known.
     *
     * @param base that of the directory if it holds an adapter, wherever that says that it lies
     */
    public static DecoderModel open(
            Path directory, AdapterBase base, String device, int threads, ComputeOptions options) {
        return AdapterDirectory.isIn(directory)
                ? new DecoderModel(AdapterDirectory.open(directory, base), device, threads, options)
                : new DecoderModel(ModelDirectory.open(directory), device, threads, 0, options, false);
    }

    /**
     * As the last one, with the moving average of the weights that were trained in place of them.
     *
     * @throws dev.agon.policy.ModelException if the directory has no average, or a broken one
     */
    public static DecoderModel openAverage(
            Path directory, Supplier<AdapterBase> base, String device, int threads, ComputeOptions options) {
        return AdapterDirectory.isIn(directory)
                ? new DecoderModel(AdapterDirectory.open(directory, base.get()).averaged(), device, threads, options)
                : new DecoderModel(ModelDirectory.open(directory).averaged(), device, threads, 0, options, false);
    }

    /**
     * As {@link #open}, for scoring many sequences at once.
     *
     * @param lanes how many threads score side by side, each with a part of the sequences; changes no result
     * @param options also those of an adapter that is trained over this model
     */
    public static DecoderModel openForScoring(Path directory, String device, int lanes, ComputeOptions options) {
        return new DecoderModel(ModelDirectory.open(directory), device, 1, lanes, options, true);
    }

    /**
     * @param lanes threads that score side by side; 0 scores on the calling thread
     * @param masters whether the weights stay in fp32 and are rounded for each call, if they are rounded at all, for
     *     something that is trained needs them
     */
    DecoderModel(
            ModelDirectory directory, String device, int threads, int lanes, ComputeOptions options, boolean masters) {
        this(directory, Optional.empty(), device, threads, lanes, options, masters);
    }

    private DecoderModel(AdapterDirectory adapter, String device, int threads, ComputeOptions options) {
        this(adapter.base().model(), Optional.of(adapter), device, threads, 0, options, false);
    }

    private DecoderModel(
            ModelDirectory directory,
            Optional<AdapterDirectory> adapter,
            String device,
            int threads,
            int lanes,
            ComputeOptions options,
            boolean masters) {
        TorchDevice.prepareThread(threads);
        Device place = TorchDevice.of(device);
        this.config = directory.config();
        this.tokenizer = directory.tokenizer();
        this.manager = NDManager.newBaseManager(place, "PyTorch");
        try {
            this.network = new Network(config, options, manager);
            List<NDArray> loaded = directory.tensors().stream()
                    .map(tensor -> Tensors.upload(tensor, manager))
                    .toList();
            List<NDArray> whole = adapter.map(found -> merged(found, loaded)).orElse(loaded);
            this.weights = masters ? whole : rounded(whole);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
        this.masters = masters;
        this.sampler = new Sampler(network, tokenizer, config.endTokens());
        this.lanes = new Lanes(lanes);
    }

    /** The weights as they are computed with; those that are replaced are freed. */
    private List<NDArray> rounded(List<NDArray> whole) {
        List<NDArray> rounded = network.rounded(whole, manager, false);
        network.roundedPlaces().forEach(place -> whole.get(place).close());
        return rounded;
    }

    /** The same network, for a class that computes with other weights; all of it belongs to the model that is given. */
    DecoderModel(DecoderModel other) {
        this.config = other.config;
        this.tokenizer = other.tokenizer;
        this.manager = other.manager;
        this.network = other.network;
        this.sampler = other.sampler;
        this.weights = other.weights;
        this.lanes = other.lanes;
        this.masters = other.masters;
    }

    /** The weights under an adapter; those that it changes are freed. */
    private List<NDArray> merged(AdapterDirectory adapter, List<NDArray> loaded) {
        List<NDArray> merged;
        try (NDManager local = manager.newSubManager()) {
            merged = LowRank.read(adapter, local).over(loaded, network.program(), local, false);
            adapter.modules().forEach(module -> merged.get(module.index()).attach(manager));
        }
        adapter.modules().forEach(module -> loaded.get(module.index()).close());
        return merged;
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public List<float[]> logProbs(List<Sequence> sequences) {
        return inBatches(sequences, this::score);
    }

    /** Numbers of all sequences, found in batches that the memory holds, side by side where there are lanes. */
    final List<float[]> inBatches(List<Sequence> sequences, Function<List<Sequence>, List<float[]>> found) {
        sequences.forEach(this::requireFits);
        List<Integer> indices = IntStream.range(0, sequences.size()).boxed().toList();
        List<List<Integer>> parts =
                LengthBatches.of(indices, i -> sequences.get(i).length(), i -> 1, SCORING_TOKENS);
        List<Callable<List<float[]>>> tasks = parts.stream()
                .map(part -> part.stream().map(sequences::get).toList())
                .<Callable<List<float[]>>>map(part -> () -> found.apply(part))
                .toList();
        List<List<float[]>> scores = inLanes(tasks);
        float[][] results = new float[sequences.size()][];
        for (int p = 0; p < parts.size(); p++) {
            for (int i = 0; i < parts.get(p).size(); i++) {
                results[parts.get(p).get(i)] = scores.get(p).get(i);
            }
        }
        return List.of(results);
    }

    /** Runs the tasks in the model's lanes or, if it has none, on the calling thread. */
    final <T> List<T> inLanes(List<Callable<T>> tasks) {
        return lanes.size() > 0
                ? lanes.all(tasks)
                : tasks.stream().map(DecoderModel::call).toList();
    }

    private static <T> T call(Callable<T> task) {
        try {
            return task.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<float[]> score(List<Sequence> sequences) {
        TokenBatch batch = new TokenBatch(sequences);
        if (batch.scored() == 0) {
            return batch.split(new float[0]);
        }
        try (NDManager local = manager.newSubManager()) {
            return batch.split(network.logProbs(batch, effective(local), local));
        }
    }

    /** The values before all tokens of some sequences. */
    final List<float[]> valuesOf(List<Sequence> sequences, ValueHead head) {
        return inBatches(sequences, part -> {
            TokenBatch batch = new TokenBatch(part);
            if (batch.scored() == 0) {
                return batch.split(new float[0]);
            }
            try (NDManager local = manager.newSubManager()) {
                return batch.split(network.values(batch, effective(local), head, local));
            }
        });
    }

    /** The weights that a call computes with; what is made for it belongs to {@code local}. */
    List<NDArray> effective(NDManager local) {
        return masters ? network.rounded(weights, local, false) : weights;
    }

    @Override
    public List<Sample> sample(List<int[]> prompts, SamplingOptions options, float[][] uniforms) {
        int rows = prompts.size() * options.samples();
        int steps = options.maxNewTokens();
        if (uniforms.length != rows || IntStream.range(0, rows).anyMatch(r -> uniforms[r].length < steps)) {
            throw new IllegalArgumentException("sampling needs " + rows + " x " + steps + " uniform numbers");
        }
        prompts.forEach(prompt -> requireFits(prompt.length, steps));
        try (NDManager local = manager.newSubManager()) {
            return sampler.sample(effective(local), prompts, options, uniforms, local);
        }
    }

    private void requireFits(Sequence sequence) {
        requireFits(sequence.promptLength(), sequence.completionLength());
    }

    private void requireFits(int promptLength, int completionLength) {
        if (promptLength == 0 || promptLength + completionLength > config.contextLength()) {
            throw new IllegalArgumentException("a prompt of " + promptLength + " tokens with " + completionLength
                    + " more does not fit a context of " + config.contextLength());
        }
    }

    final NDManager manager() {
        return manager;
    }

    final Network network() {
        return network;
    }

    final Lanes lanes() {
        return lanes;
    }

    final List<NDArray> weights() {
        return weights;
    }

    @Override
    public void close() {
        lanes.close();
        network.close();
        manager.close();
    }
}

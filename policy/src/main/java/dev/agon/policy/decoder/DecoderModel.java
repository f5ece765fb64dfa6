package dev.agon.policy.decoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.LengthBatches;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.StopTexts;
import dev.agon.policy.Tokenizer;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.ModelDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A decoder for inference: samples and scores. It belongs to the thread that opened it. */
public class DecoderModel implements LanguageModel {
    /** Tokens, padding included, that one scoring pass reads at most; bounds its memory. */
    private static final int SCORING_TOKENS = 2048;

    private final ModelConfig config;
    private final DecoderPlan plan;
    private final Tokenizer tokenizer;
    private final NDManager manager;
    private final TorchProgram program;
    private final List<NDArray> weights;
    private final Lanes lanes;

    /**
     * Opens a Hugging Face directory for the calling thread; an adapter is merged with its base.
     *
     * @param directory holds {@code config.json}, {@code model.safetensors} and {@code tokenizer.json}, or an adapter
     *     whose base lies where it says
     * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:i}
     * @param threads how many processor threads a call on this thread may use; results depend on it in the last bit
     * @throws dev.agon.policy.ModelException if a file is missing, malformed or does not fit the others
     */
    public static DecoderModel open(Path directory, String device, int threads) {
        return AdapterDirectory.isIn(directory)
                ? new DecoderModel(AdapterDirectory.open(directory), device, threads)
                : new DecoderModel(ModelDirectory.open(directory), device, threads, 0);
    }

    /**
     * As {@link #open}, where the base of an adapter is known.
     *
     * @param base that of the directory if it holds an adapter, wherever that says that it lies
     */
    public static DecoderModel open(Path directory, AdapterBase base, String device, int threads) {
        return AdapterDirectory.isIn(directory)
                ? new DecoderModel(AdapterDirectory.open(directory, base), device, threads)
                : new DecoderModel(ModelDirectory.open(directory), device, threads, 0);
    }

    /**
     * As the last one, with the moving average of the weights that were trained in place of them.
     *
     * @throws dev.agon.policy.ModelException if the directory has no average, or a broken one
     */
    public static DecoderModel openAverage(Path directory, Supplier<AdapterBase> base, String device, int threads) {
        return AdapterDirectory.isIn(directory)
                ? new DecoderModel(AdapterDirectory.open(directory, base.get()).averaged(), device, threads)
                : new DecoderModel(ModelDirectory.open(directory).averaged(), device, threads, 0);
    }

    /**
     * As {@link #open}, for scoring many sequences at once.
     *
     * @param lanes how many threads score side by side, each with a part of the sequences; changes no result
     */
    public static DecoderModel openForScoring(Path directory, String device, int lanes) {
        return new DecoderModel(ModelDirectory.open(directory), device, 1, lanes);
    }

    /** @param lanes threads that score side by side; 0 scores on the calling thread */
    DecoderModel(ModelDirectory directory, String device, int threads, int lanes) {
        this(directory, Optional.empty(), device, threads, lanes);
    }

    private DecoderModel(AdapterDirectory adapter, String device, int threads) {
        this(adapter.base().model(), Optional.of(adapter), device, threads, 0);
    }

    private DecoderModel(
            ModelDirectory directory, Optional<AdapterDirectory> adapter, String device, int threads, int lanes) {
        TorchDevice.prepareThread(threads);
        Device place = TorchDevice.of(device);
        this.config = directory.config();
        this.plan = new DecoderPlan(config);
        this.tokenizer = directory.tokenizer();
        this.manager = NDManager.newBaseManager(place, "PyTorch");
        try {
            this.program = TorchProgram.load(manager, "decoder.torchscript", "Decoder");
            List<NDArray> loaded = directory.tensors().stream()
                    .map(tensor -> Tensors.upload(tensor, manager))
                    .toList();
            this.weights = adapter.map(found -> merged(found, loaded)).orElse(loaded);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
        this.lanes = new Lanes(lanes);
    }

    /** The same network, for a class that computes with other weights; all of it belongs to the model that is given. */
    DecoderModel(DecoderModel other) {
        this.config = other.config;
        this.plan = other.plan;
        this.tokenizer = other.tokenizer;
        this.manager = other.manager;
        this.program = other.program;
        this.weights = other.weights;
        this.lanes = other.lanes;
    }

    /** The weights under an adapter; those that it changes are freed. */
    private List<NDArray> merged(AdapterDirectory adapter, List<NDArray> loaded) {
        List<NDArray> merged;
        try (NDManager local = manager.newSubManager()) {
            merged = LowRank.read(adapter, local).over(loaded, program, local, false);
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
            return batch.split(
                    scoring(batch, effective(local), local).run().get(0).toFloatArray());
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
                return batch.split(valuing(batch, effective(local), head, plan.plan(local), local)
                        .run()
                        .get(1)
                        .toFloatArray());
            }
        });
    }

    /** The weights that a call computes with; what is made for it belongs to {@code local}. */
    List<NDArray> effective(NDManager local) {
        return weights;
    }

    /** The program's call that scores a batch under these weights; results belong to {@code local}. */
    final TorchProgram.Call scoring(TokenBatch batch, List<NDArray> under, NDManager local) {
        return scoring(batch, under, plan.plan(local), local);
    }

    /** The same with a plan of its own. */
    final TorchProgram.Call scoring(TokenBatch batch, List<NDArray> under, NDArray planned, NDManager local) {
        return finished(program.call("log_probs", local).with("w", under), batch, planned, local);
    }

    /** The program's call that scores a batch and finds its values; the rest is as for {@link #scoring}. */
    final TorchProgram.Call valuing(
            TokenBatch batch, List<NDArray> under, ValueHead head, NDArray planned, NDManager local) {
        return finished(
                program.call("log_probs_and_values", local).with("w", under).with("head", head.parameters()),
                batch,
                planned,
                local);
    }

    private TorchProgram.Call finished(TorchProgram.Call begun, TokenBatch batch, NDArray planned, NDManager local) {
        return begun.with("ids", batch.ids(local))
                .with("at", batch.at(local))
                .with("targets", batch.targets(local))
                .with("plan", planned)
                .with("scalars", plan.scalars(local));
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
            NDList result = program.call("sample", local)
                    .with("w", effective(local))
                    .with("prompts", leftPadded(local, prompts))
                    .with(
                            "lengths",
                            local.create(prompts.stream()
                                    .mapToLong(prompt -> prompt.length)
                                    .toArray()))
                    .with("uniforms", uniformTensor(local, uniforms, steps))
                    .with("options", local.create(options(options)))
                    .with("plan", plan.plan(local))
                    .with("scalars", plan.scalars(local))
                    .run();
            StopTexts stops = new StopTexts(options.sampling().stops(), tokenizer);
            return samples(result, steps).stream().map(stops::end).toList();
        }
    }

    private double[] options(SamplingOptions options) {
        Sampling how = options.sampling();
        return DoubleStream.concat(
                        DoubleStream.of(options.samples(), how.temperature(), how.topK(), how.topP(), how.minP()),
                        config.endTokens().stream().mapToDouble(Integer::doubleValue))
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
                    length > 0 && config.endTokens().contains(ids[length - 1])));
        }
        return samples;
    }

    private static NDArray leftPadded(NDManager local, List<int[]> prompts) {
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

    private static NDArray uniformTensor(NDManager local, float[][] uniforms, int steps) {
        float[] flat = new float[uniforms.length * steps];
        for (int row = 0; row < uniforms.length; row++) {
            System.arraycopy(uniforms[row], 0, flat, row * steps, steps);
        }
        return local.create(flat, new Shape(uniforms.length, steps));
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

    final DecoderPlan plan() {
        return plan;
    }

    final NDManager manager() {
        return manager;
    }

    final TorchProgram program() {
        return program;
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
        program.close();
        manager.close();
    }
}

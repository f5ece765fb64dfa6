package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.Lora;
import dev.agon.policy.ModelException;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.files.AdaptedModule;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.AverageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A frozen decoder under a low-rank adapter that takes AdamW steps, in fp32: {@link #save} writes the adapter and its
 * optimizer's state alone. With dropout, what is left out follows from the number of steps taken, the place of a part
 * in {@link #accumulate} and the weights' places; scoring and sampling leave nothing out. The base's weights are those
 * of the model that it was opened over, which stays usable, with its own answers, and must be closed after it.
 */
public final class TrainableAdapter extends DecoderModel implements TrainableModel {
    private static final String MASKS = "dropout";
    private static final double BITS = 1 << 24;
    private static final long MOST_PARTS = 1 << 20;

    private final AdapterBase base;
    private final Lora lora;
    private final NDManager own;
    private final LowRank adapter;
    private final Lora.Draws masks;
    private final AdamW optimizer;
    private final Optional<AdapterDirectory> source;
    private @Nullable MovingAverage average;
    private @Nullable ValueHead head;

    /**
     * An adapter that changes nothing yet, over a model that was opened for scoring.
     *
     * @param base where the model comes from
     * @param lora each of its target modules must mean a matrix of the network
     * @param draws where the numbers of each A come from, by its name
     */
    public static TrainableAdapter begin(
            DecoderModel model, AdapterBase base, Lora lora, Function<String, Lora.Draws> draws) {
        List<AdaptedModule> modules = AdaptedModule.of(model.config(), lora.targetModules());
        NDManager own = model.manager().newSubManager();
        LowRank adapter = LowRank.begin(modules, lora, draws, own);
        OptimizerState fresh = OptimizerState.fresh(adapter.parameters(), own);
        return new TrainableAdapter(model, base, lora, own, adapter, fresh, draws.apply(MASKS), Optional.empty());
    }

    /**
     * The adapter of a directory that {@link #save} wrote, over a model that was opened for scoring; the optimizer
     * continues.
     *
     * @param base where the model comes from
     * @param draws those that it began with
     * @throws ModelException if the directory is broken or holds an adapter of another base or kind
     */
    public static TrainableAdapter resume(
            DecoderModel model, AdapterBase base, Lora lora, Function<String, Lora.Draws> draws, Path directory) {
        AdapterDirectory saved = AdapterDirectory.open(directory, base);
        if (!saved.lora().equals(lora)) {
            throw new ModelException("The adapter in " + directory + " is " + saved.lora() + " but the run trains "
                    + lora + "; restore the file adapter_config.json that was written with it.");
        }
        NDManager own = model.manager().newSubManager();
        try {
            LowRank adapter = LowRank.read(saved, own);
            OptimizerState state = OptimizerState.open(directory, adapter.names(), adapter.parameters(), own);
            return new TrainableAdapter(model, base, lora, own, adapter, state, draws.apply(MASKS), Optional.of(saved));
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    private TrainableAdapter(
            DecoderModel model,
            AdapterBase base,
            Lora lora,
            NDManager own,
            LowRank adapter,
            OptimizerState state,
            Lora.Draws masks,
            Optional<AdapterDirectory> source) {
        super(model);
        this.base = base;
        this.lora = lora;
        this.own = own;
        this.adapter = adapter;
        this.masks = masks;
        this.source = source;
        this.optimizer = new AdamW(network(), own, adapter.parameters(), state, lanes().size());
    }

    @Override
    List<NDArray> effective(NDManager local) {
        return network().rounded(adapter.over(weights(), network().program(), local, false), local, false);
    }

    /** {@inheritDoc} Lane i of n computes parts i, i + n, i + 2n, ... in this order. */
    @Override
    public void accumulate(List<MicroBatch> parts) {
        long step = optimizer.steps();
        inLanes(optimizer.accumulation(
                parts, (part, local) -> lora.dropout() > 0 ? dropping(key(step, part), local) : merging(local), head));
    }

    @Override
    public void keepValueHead(boolean resumed) {
        int width = config().hiddenSize();
        head = resumed && source.isPresent()
                ? ValueHead.resume(
                        network(), own, width, lanes().size(), source.get().path())
                : ValueHead.begin(network(), own, width, lanes().size());
    }

    @Override
    public List<float[]> values(List<Sequence> sequences) {
        return valuesOf(sequences, ValueHead.require(head));
    }

    /** Decides what is left out in the part of this number before the step of this number; 48 random bits. */
    private long key(long step, int part) {
        long index = 2 * (step * MOST_PARTS + part);
        return ((long) (masks.uniform(index) * BITS) << 24) + (long) (masks.uniform(index + 1) * BITS);
    }

    /** What computes W x + s B A D x for W x, where D leaves out a share of x (as in PEFT). */
    private Network.Operands dropping(long key, NDManager local) {
        double kept = 1 - lora.dropout();
        long[] tail = new long[2 + weights().size()];
        Arrays.fill(tail, -1);
        tail[0] = key;
        tail[1] = Math.round(kept * BITS);
        for (int i = 0; i < adapter.modules().size(); i++) {
            tail[2 + adapter.modules().get(i).index()] = weights().size() + 2L * i;
        }
        List<NDArray> all = withParameters(network().rounded(weights(), local, true));
        all.add(local.create(lora.scaling() / kept));
        return new Network.Operands(all, network().plan(local, tail), weights().size());
    }

    /** What computes (W + s B A) x. */
    private Network.Operands merging(NDManager local) {
        List<NDArray> merged = adapter.over(weights(), network().program(), local, true);
        return new Network.Operands(
                withParameters(merged), network().plan(local), weights().size());
    }

    private List<NDArray> withParameters(List<NDArray> network) {
        List<NDArray> all = new ArrayList<>(network);
        all.addAll(adapter.parameters());
        return all;
    }

    @Override
    public double step(StepOptions options) {
        if (head != null) {
            head.step(options);
        }
        return optimizer.step(options);
    }

    /** {@inheritDoc} Of A and B each by itself, not of their product. */
    @Override
    public void keepAverage(boolean resumed) {
        average = resumed && source.isPresent()
                ? MovingAverage.resume(
                        network().program(),
                        own,
                        adapter.parameters(),
                        AverageFile.open(source.get().path(), source.get().tensors()))
                : MovingAverage.begin(network().program(), own, adapter.parameters());
    }

    @Override
    public void follow(double decay) {
        MovingAverage.require(average).follow(decay);
    }

    /** A and B of each module. */
    List<NDArray> parameters() {
        return adapter.parameters();
    }

    /** The first lane's running sum: with one lane, all of it. */
    List<NDArray> gradients() {
        return optimizer.gradients();
    }

    /** {@inheritDoc} Here the adapter, which needs an existing directory. */
    @Override
    public void save(Path directory) {
        optimizer.state().writeTo(directory, adapter.names());
        if (average != null) {
            average.writeTo(directory, adapter.names());
        }
        if (head != null) {
            head.writeTo(directory);
        }
        AdapterDirectory.write(directory, lora, base, Tensors.named(adapter.names(), adapter.parameters()));
    }

    /** Frees the adapter; the model below it stays open. */
    @Override
    public void close() {
        own.close();
    }
}

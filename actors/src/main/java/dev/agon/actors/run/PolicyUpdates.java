package dev.agon.actors.run;

import dev.agon.actors.learner.UpdateFunction;
import dev.agon.env.metric.Probe;
import dev.agon.learner.Algorithm;
import dev.agon.learner.Census;
import dev.agon.learner.Learner;
import dev.agon.learner.ProgressListener;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.TrainableModel;
import dev.agon.protocol.JudgedGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The learner with its policy in training and the frozen start. Where the task knows its answer, each update also tells
 * what is exactly known of the new policy, the first one of the start as well.
 */
final class PolicyUpdates implements UpdateFunction {
    private final Learner learner;
    private final Algorithm algorithm;
    private final LanguageModel start;
    private final Function<Path, TrainableModel> opening;
    private final long seed;
    private final Optional<Census> census;
    private @Nullable TrainableModel model;
    private boolean rehearsed;

    /**
     * @param start is closed with this
     * @param opening takes a checkpoint's weights on for training, and its optimizer's state
     */
    PolicyUpdates(
            Learner learner,
            Algorithm algorithm,
            LanguageModel start,
            Function<Path, TrainableModel> opening,
            long seed,
            Optional<Probe> probe) {
        this.learner = learner;
        this.algorithm = algorithm;
        this.start = start;
        this.opening = opening;
        this.seed = seed;
        this.census = probe.map(Census::new);
    }

    @Override
    public void resume(Path checkpoint, int number) {
        closeModel();
        TrainableModel opened = opening.apply(checkpoint);
        model = opened;
        if (algorithm.averageDecay().isPresent()) {
            opened.keepAverage(number > 0);
        }
        if (algorithm.valued()) {
            opened.keepValueHead(number > 0);
        }
    }

    @Override
    public void rehearse() {
        if (!rehearsed) {
            learner.rehearse(training(), start);
            rehearsed = true;
        }
    }

    @Override
    public SortedMap<String, Double> update(List<JudgedGroup> groups, int iteration) {
        SortedMap<String, Double> metrics = new TreeMap<>(
                learner.update(training(), start, algorithm, groups, seed, iteration, ProgressListener.SILENT)
                        .metrics());
        census.ifPresent(taken -> metrics.putAll(known(taken, iteration)));
        return metrics;
    }

    private SortedMap<String, Double> known(Census taken, int iteration) {
        SortedMap<String, Double> figures = new TreeMap<>(taken.of(training()));
        if (iteration == 0) {
            taken.of(start).forEach((name, value) -> figures.put(IterationMetrics.START + name, value));
        }
        return figures;
    }

    @Override
    public void save(Path directory) {
        training().save(directory);
    }

    private TrainableModel training() {
        if (model == null) {
            throw new IllegalStateException("no checkpoint was taken on yet");
        }
        return model;
    }

    private void closeModel() {
        if (model != null) {
            model.close();
            model = null;
        }
    }

    @Override
    public void close() {
        closeModel();
        start.close();
    }
}

package dev.agon.actors.run;

import dev.agon.actors.learner.UpdateFunction;
import dev.agon.learner.Algorithm;
import dev.agon.learner.Learner;
import dev.agon.learner.ProgressListener;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.decoder.TrainableDecoder;
import dev.agon.protocol.JudgedGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The learner with its policy in training and the frozen start. */
final class PolicyUpdates implements UpdateFunction {
    private final Learner learner;
    private final Algorithm algorithm;
    private final LanguageModel start;
    private final String device;
    private final long seed;
    private @Nullable TrainableModel model;
    private boolean rehearsed;

    /** @param start is closed with this */
    PolicyUpdates(Learner learner, Algorithm algorithm, LanguageModel start, String device, long seed) {
        this.learner = learner;
        this.algorithm = algorithm;
        this.start = start;
        this.device = device;
        this.seed = seed;
    }

    @Override
    public void resume(Path checkpoint) {
        closeModel();
        model = TrainableDecoder.open(checkpoint, device, learner.options().threads());
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
        return learner.update(training(), start, algorithm, groups, seed, iteration, ProgressListener.SILENT)
                .metrics();
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

package dev.agon.learner;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.TrainableModel.MicroBatch;
import java.util.Collections;
import java.util.List;

/**
 * The largest batches that the options allow, computed once before the first update and thrown away. A process takes
 * its memory then, so that what does not fit shows in the first second and not in the last hour, and memory stays flat
 * from there on. Changes neither the weights nor anything that a step depends on.
 */
final class Rehearsal {
    private final LearnerOptions options;

    Rehearsal(LearnerOptions options) {
        this.options = options;
    }

    /** Computes a gradient of zero on each lane at the same time, then scores two batches a lane with each model. */
    void run(TrainableModel model, LanguageModel start) {
        int length = Math.max(2, Math.min(model.config().contextLength(), options.microBatchTokens()));
        int rows = Math.max(1, options.microBatchTokens() / length);
        Sequence longest = new Sequence(new int[] {0}, new int[length - 1]);
        MicroBatch part = new MicroBatch(Collections.nCopies(rows, longest), Rehearsal::zeros);
        model.accumulate(Collections.nCopies(options.threads(), part));
        List<Sequence> scored = Collections.nCopies(2 * options.threads() * rows, longest);
        model.logProbs(scored);
        start.logProbs(scored);
    }

    private static List<float[]> zeros(List<float[]> logProbs) {
        return logProbs.stream().map(each -> new float[each.length]).toList();
    }
}

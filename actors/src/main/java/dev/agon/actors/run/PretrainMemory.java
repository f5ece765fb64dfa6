package dev.agon.actors.run;

import dev.agon.actors.run.MemoryPlan.Part;
import dev.agon.learner.pretrain.PretrainSettings;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.decoder.Footprint;
import java.util.ArrayList;
import java.util.List;

/** The memory that {@code agon pretrain} will need at most, from its settings alone. */
public final class PretrainMemory {
    private static final int MOMENTS = 2;

    private PretrainMemory() {}

    /** The plan of a pre-training. */
    public static MemoryPlan of(PretrainSettings settings, ComputeOptions compute) {
        Footprint footprint = new Footprint(settings.modelConfig(0), compute);
        long weights = footprint.masters();
        long length = settings.contextLength();
        long rows = Math.max(1, Math.min(settings.microBatchTokens(), settings.batchTokens()) / length);
        List<String> smaller = List.of(
                "lower agon.pretrain.layers, agon.pretrain.hidden-size or" + " agon.pretrain.intermediate-size");
        List<String> lanes = settings.lanes() > 1 ? List.of("lower agon.pretrain.lanes") : List.of();
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("Java and engine", MemoryPlan.BASE_BYTES, List.of()));
        parts.add(new Part("weights in training", weights + footprint.readers(), smaller));
        parts.add(new Part("their moments", MOMENTS * weights, smaller));
        parts.add(new Part("their gradients", settings.lanes() * weights, lanes));
        parts.add(new Part(
                "activations of " + settings.lanes() + " micro-batches",
                settings.lanes()
                        * Math.max(
                                footprint.gradient(rows, length, weights / Float.BYTES, 0),
                                footprint.scoring(Math.max(DecoderModel.SCORING_TOKENS, length), length)),
                smallerPasses(compute, rows)));
        return new MemoryPlan(parts);
    }

    private static List<String> smallerPasses(ComputeOptions compute, long rows) {
        List<String> cures = new ArrayList<>();
        cures.add(rows > 1 ? "lower agon.pretrain.micro-batch-tokens" : "lower agon.pretrain.context-length");
        if (compute.checkpointing() == Checkpointing.NONE) {
            cures.add("set agon.model.checkpointing=layers");
        }
        return cures;
    }
}

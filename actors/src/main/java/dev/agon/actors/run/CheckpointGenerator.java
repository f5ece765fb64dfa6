package dev.agon.actors.run;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.llama.LlamaModel;
import dev.agon.protocol.Group;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkItem;
import dev.agon.rollout.Generator;
import dev.agon.rollout.PolicyGenerator;
import dev.agon.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers each item with the weights that it names, which are loaded when they change. */
final class CheckpointGenerator implements Generator {
    private final String device;
    private final RolloutSettings settings;
    private @Nullable PolicyVersion version;
    private @Nullable LanguageModel model;

    CheckpointGenerator(String device, RolloutSettings settings) {
        this.device = device;
        this.settings = settings;
    }

    @Override
    public List<Group> generate(WorkItem item) {
        return new PolicyGenerator(adopt(item.policy()), settings).generate(item);
    }

    private LanguageModel adopt(PolicyVersion wanted) {
        LanguageModel current = model;
        if (current == null || !wanted.equals(version)) {
            close();
            current = LlamaModel.open(Path.of(wanted.place()), device, settings.threads());
            model = current;
            version = wanted;
        }
        return current;
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
            model = null;
        }
    }
}

package dev.agon.rollout;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.protocol.Group;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkItem;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers with whatever policy version an item names: it loads that version's checkpoint unless it holds it already. At
 * most one version is in memory.
 */
public final class AdoptingGenerator implements Generator {
    private final RolloutSettings settings;
    private final String device;

    @Nullable
    private PolicyVersion held;

    @Nullable
    private LanguageModel model;

    /**
     * A generator for the thread that will call it; nothing is loaded yet.
     *
     * @param device where the weights go: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:i}
     */
    public AdoptingGenerator(RolloutSettings settings, String device) {
        this.settings = settings;
        this.device = device;
    }

    @Override
    public List<Group> generate(WorkItem item) {
        return new PolicyGenerator(adopt(item.policy()), settings).generate(item);
    }

    private LanguageModel adopt(PolicyVersion version) {
        if (model == null || !version.equals(held)) {
            close();
            model = DecoderModel.open(Path.of(version.place()), device, settings.threads());
            held = version;
        }
        return model;
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
            model = null;
            held = null;
        }
    }
}

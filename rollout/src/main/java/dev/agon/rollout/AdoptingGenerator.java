package dev.agon.rollout;

import dev.agon.policy.ComputeOptions;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.protocol.Group;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkItem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers with whatever policy version an item names: it loads that version's checkpoint unless it holds it already. At
 * most one version is in memory, and its average if that plays.
 */
public final class AdoptingGenerator implements Generator {
    private final RolloutSettings settings;
    private final String device;
    private final Path start;
    private final ComputeOptions options;

    @Nullable
    private AdapterBase base;

    @Nullable
    private PolicyVersion held;

    @Nullable
    private LanguageModel model;

    @Nullable
    private LanguageModel average;

    /**
     * A generator for the thread that will call it; nothing is loaded yet.
     *
     * @param device where the weights go: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:i}
     * @param start the model from which the run started, to which versions belong that are adapters
     */
    public AdoptingGenerator(RolloutSettings settings, String device, Path start, ComputeOptions options) {
        this.settings = settings;
        this.device = device;
        this.start = start;
        this.options = options;
    }

    @Override
    public List<Group> generate(WorkItem item) {
        LanguageModel policy = adopt(item.policy());
        Optional<LanguageModel> average =
                item.averages() > 0 ? Optional.of(average(item.policy(), policy)) : Optional.empty();
        return new PolicyGenerator(policy, average, settings).generate(item);
    }

    /** The average that belongs to the version which is held; the start is its own, whatever lies beside it. */
    private LanguageModel average(PolicyVersion version, LanguageModel policy) {
        if (version.number() == 0) {
            return policy;
        } else if (average == null) {
            average =
                    DecoderModel.openAverage(Path.of(version.place()), this::base, device, settings.threads(), options);
        }
        return average;
    }

    private LanguageModel adopt(PolicyVersion version) {
        if (model == null || !version.equals(held)) {
            close();
            model = open(Path.of(version.place()));
            held = version;
        }
        return model;
    }

    private LanguageModel open(Path place) {
        return AdapterDirectory.isIn(place)
                ? DecoderModel.open(place, base(), device, settings.threads(), options)
                : DecoderModel.open(place, device, settings.threads(), options);
    }

    /** The start, whose digest is found once. */
    private AdapterBase base() {
        if (base == null) {
            base = AdapterBase.of(ModelDirectory.open(start), start.toString());
        }
        return base;
    }

    @Override
    public void close() {
        if (average != null) {
            average.close();
            average = null;
        }
        if (model != null) {
            model.close();
            model = null;
            held = null;
        }
    }
}

package dev.agon.actors.run;

import dev.agon.actors.config.ModelSettings;
import dev.agon.policy.Lora;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.decoder.TrainableAdapter;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.protocol.CounterRandom;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens the adapter of a checkpoint for training over the frozen start, whose weights are in memory once. The start
 * itself, which has no adapter yet, gets one. Random numbers are keyed by (seed, "adapter", tensor), those of dropout
 * by (seed, "adapter", "dropout").
 */
final class AdapterOpening implements Function<Path, TrainableModel> {
    private final DecoderModel start;
    private final ModelSettings settings;
    private final Lora lora;
    private final CounterRandom random;
    private @Nullable AdapterBase base;

    /** @param start opened for scoring; what is opened here must be closed before it */
    AdapterOpening(DecoderModel start, ModelSettings settings, Lora lora, long seed) {
        this.start = start;
        this.settings = settings;
        this.lora = lora;
        this.random = CounterRandom.of(seed).at("adapter");
    }

    @Override
    public TrainableModel apply(Path checkpoint) {
        return AdapterDirectory.isIn(checkpoint)
                ? TrainableAdapter.resume(start, base(), lora, this::draws, checkpoint)
                : TrainableAdapter.begin(start, base(), lora, this::draws);
    }

    private Lora.Draws draws(String name) {
        return random.at(name)::uniformFloat;
    }

    private AdapterBase base() {
        if (base == null) {
            base = AdapterBase.of(ModelDirectory.open(settings.directory()), settings.name());
        }
        return base;
    }
}

package dev.agon.actors.config;

import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Lora;
import dev.agon.policy.Precision;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The policy that self-play starts from, block {@code agon.model}.
 *
 * @param directory a Hugging Face directory
 * @param name where the configuration says that it lies, which other machines may have elsewhere
 * @param device auto, cpu, cuda or cuda with an index
 * @param adapter what is trained instead of all weights
 * @param compute how its tensors are computed with
 */
public record ModelSettings(
        Path directory, String name, String device, Optional<Lora> adapter, ComputeOptions compute) {
    private static final int MOST_RANK = 1 << 16;
    private static final double MOST_DROPOUT = 0.99;

    /** Another model that is only asked, computed with as this one is. */
    public ModelSettings asked(Path other) {
        return new ModelSettings(other, other.toString(), device, Optional.empty(), compute);
    }

    /** Reads the block. */
    public static ModelSettings of(Settings settings) {
        String device = settings.text("device");
        if (!device.matches("auto|cpu|cuda(:\\d{1,3})?")) {
            throw settings.fault("device", "is \"" + device + "\" but must be auto, cpu, cuda or cuda:1");
        }
        Path directory = settings.file("directory");
        String name = directory.toAbsolutePath().normalize().toString();
        Settings adapter = settings.block("adapter");
        Lora lora = lora(adapter.block("lora"));
        boolean adapted = adapter.oneOf("use", List.of("none", "lora")).equals("lora");
        return new ModelSettings(
                directory, name, device, adapted ? Optional.of(lora) : Optional.empty(), compute(settings));
    }

    private static ComputeOptions compute(Settings settings) {
        String precision = settings.oneOf("precision", labels(Precision.values()));
        String checkpointing = settings.oneOf("checkpointing", labels(Checkpointing.values()));
        return ComputeOptions.DEFAULT
                .with(Precision.valueOf(precision.toUpperCase(Locale.ROOT)))
                .with(Checkpointing.valueOf(checkpointing.toUpperCase(Locale.ROOT)));
    }

    private static List<String> labels(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Lora lora(Settings settings) {
        List<String> targets = settings.texts("target-modules");
        if (targets.isEmpty() || targets.contains("") || new HashSet<>(targets).size() < targets.size()) {
            throw settings.fault("target-modules", "is " + targets + " but must name at least one module, each once");
        }
        return new Lora(
                settings.integer("rank", 1, MOST_RANK),
                settings.number("alpha", 1e-6, 1e6),
                settings.number("dropout", 0, MOST_DROPOUT),
                targets,
                settings.flag("rank-stabilized"));
    }

    /** Whether the processor computes; {@code auto} counts as a GPU, for it is replaced where a run begins. */
    public boolean isOnProcessor() {
        return device.equals("cpu");
    }

    /** The same on a machine where the model lies elsewhere. */
    public ModelSettings at(Path elsewhere) {
        return new ModelSettings(elsewhere, name, device, adapter, compute);
    }
}

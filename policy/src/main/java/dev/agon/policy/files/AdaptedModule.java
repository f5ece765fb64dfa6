package dev.agon.policy.files;

import dev.agon.policy.Architecture;
import dev.agon.policy.ModelConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A matrix of a network that an adapter may change.
 *
 * @param index its place in {@link NetworkWeights#of}
 * @param name the module's name, that of its weight without {@code .weight}
 * @param outputs number of outputs
 * @param inputs number of inputs
 * @param transposed whether the file holds it as (inputs, outputs)
 */
public record AdaptedModule(int index, String name, long outputs, long inputs, boolean transposed) {
    private static final String WEIGHT = ".weight";
    private static final String PREFIX = "base_model.model.";
    private static final Set<Role> MATRICES = EnumSet.of(
            Role.QUERY,
            Role.KEY,
            Role.VALUE,
            Role.QUERY_KEY_VALUE,
            Role.ATTENTION_OUTPUT,
            Role.GATE,
            Role.UP,
            Role.DOWN,
            Role.OUTPUT);

    /** All of a network: the projections of its layers, and the output unless it is tied to the embedding. */
    static List<AdaptedModule> all(ModelConfig config) {
        List<Weight> weights = NetworkWeights.of(config);
        List<AdaptedModule> modules = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            Weight weight = weights.get(i);
            if (MATRICES.contains(weight.role())) {
                boolean transposed = weight.role() != Role.OUTPUT && config.architecture() instanceof Architecture.Gpt2;
                modules.add(new AdaptedModule(
                        i,
                        weight.name().substring(0, weight.name().length() - WEIGHT.length()),
                        weight.shape().get(transposed ? 1 : 0),
                        weight.shape().get(transposed ? 0 : 1),
                        transposed));
            }
        }
        return modules;
    }

    /** The modules of a network that one of these names means, in the network's order. */
    public static List<AdaptedModule> of(ModelConfig config, List<String> targets) {
        return all(config).stream()
                .filter(module -> targets.stream().anyMatch(module::isMeantBy))
                .toList();
    }

    /** The first of these names that means no module of a network; empty if each means one. */
    public static Optional<String> unknown(ModelConfig config, List<String> targets) {
        List<AdaptedModule> all = all(config);
        return targets.stream()
                .filter(target -> all.stream().noneMatch(module -> module.isMeantBy(target)))
                .findFirst();
    }

    /** The last parts of the names of a network's modules: what a target may be called. */
    public static SortedSet<String> names(ModelConfig config) {
        SortedSet<String> names = new TreeSet<>();
        all(config)
                .forEach(module ->
                        names.add(module.name().substring(module.name().lastIndexOf('.') + 1)));
        return names;
    }

    /** As PEFT understands a target: the module's name or what stands behind a dot in it. */
    private boolean isMeantBy(String target) {
        return name.equals(target) || name.endsWith("." + target);
    }

    /** PEFT's name of A (rank, inputs). */
    public String nameOfA() {
        return PREFIX + name + ".lora_A.weight";
    }

    /** PEFT's name of B (outputs, rank). */
    public String nameOfB() {
        return PREFIX + name + ".lora_B.weight";
    }
}

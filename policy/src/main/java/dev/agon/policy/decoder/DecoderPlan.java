package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.Activation;
import dev.agon.policy.Architecture;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Rope;
import dev.agon.policy.files.NetworkWeights;
import dev.agon.policy.files.Role;
import dev.agon.policy.files.Weight;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** A configuration as the numbers that the program takes; its text says what stands where. */
final class DecoderPlan {
    private static final int HEADER = 8;
    private static final List<Role> OF_NETWORK =
            List.of(Role.EMBEDDING, Role.POSITIONS, Role.FINAL_NORM, Role.FINAL_NORM_BIAS, Role.OUTPUT);
    /** Before a layer's roles: whether it sees the window alone, and its rotary embedding. */
    private static final int LAYER_HEADER = 2;

    private static final List<Role> OF_LAYER = List.of(
            Role.ATTENTION_NORM,
            Role.ATTENTION_NORM_BIAS,
            Role.QUERY,
            Role.QUERY_BIAS,
            Role.KEY,
            Role.KEY_BIAS,
            Role.VALUE,
            Role.VALUE_BIAS,
            Role.QUERY_KEY_VALUE,
            Role.QUERY_KEY_VALUE_BIAS,
            Role.QUERY_NORM,
            Role.KEY_NORM,
            Role.ATTENTION_OUTPUT,
            Role.ATTENTION_OUTPUT_BIAS,
            Role.AFTER_ATTENTION_NORM,
            Role.FEED_FORWARD_NORM,
            Role.FEED_FORWARD_NORM_BIAS,
            Role.GATE,
            Role.GATE_BIAS,
            Role.UP,
            Role.UP_BIAS,
            Role.DOWN,
            Role.DOWN_BIAS,
            Role.AFTER_FEED_FORWARD_NORM);
    private static final int LAYER = LAYER_HEADER + OF_LAYER.size();
    private static final int ABSENT = -1;
    private static final int RMS_NORM = 0;
    private static final int OFFSET_RMS_NORM = 1;
    private static final int LAYER_NORM = 2;

    private final long[] plan;
    private final double[] scalars;

    /** The plan of a network whose weights are those of {@link NetworkWeights#of}, in that order. */
    DecoderPlan(ModelConfig config) {
        this.plan = new long[layer(config.layers())];
        Arrays.fill(plan, ABSENT);
        place(NetworkWeights.of(config));
        plan[0] = config.layers();
        plan[1] = config.heads();
        plan[2] = config.keyValueHeads();
        plan[3] = config.headSize();
        plan[5] = number(config.architecture().activation());
        if (config.architecture() instanceof Architecture.Rotary rotary) {
            describe(rotary);
            this.scalars = scalars(rotary);
        } else {
            describeGpt2();
            Architecture.Scales plain = Architecture.Scales.plain(config.headSize());
            this.scalars = scalars(config.architecture().normEpsilon(), plain).toArray();
        }
    }

    private void place(List<Weight> weights) {
        for (int i = 0; i < weights.size(); i++) {
            Role role = weights.get(i).role();
            int ofNetwork = OF_NETWORK.indexOf(role);
            int at = ofNetwork >= 0
                    ? HEADER + ofNetwork
                    : layer(weights.get(i).layer()) + LAYER_HEADER + OF_LAYER.indexOf(role);
            plan[at] = i;
        }
        int output = HEADER + OF_NETWORK.indexOf(Role.OUTPUT);
        if (plan[output] == ABSENT) { // tied
            plan[output] = plan[HEADER + OF_NETWORK.indexOf(Role.EMBEDDING)];
        }
    }

    private static int layer(int index) {
        return HEADER + OF_NETWORK.size() + LAYER * index;
    }

    private static int number(Activation activation) {
        return switch (activation) {
            case SILU -> 0;
            case GELU -> 1;
            case GELU_TANH -> 2;
        };
    }

    private void describe(Architecture.Rotary rotary) {
        plan[4] = rotary.traits().contains(Architecture.Trait.OFFSET_NORMS) ? OFFSET_RMS_NORM : RMS_NORM;
        plan[6] = 0;
        plan[7] = rotary.window();
        for (int i = 0; i < rotary.layers().size(); i++) {
            plan[layer(i)] = rotary.layers().get(i).sliding() ? 1 : 0;
            plan[layer(i) + 1] = rotary.layers().get(i).rope();
        }
    }

    private void describeGpt2() {
        plan[4] = LAYER_NORM;
        plan[6] = 1;
        plan[7] = 0;
        for (int i = 0; i < plan[0]; i++) {
            plan[layer(i)] = 0;
            plan[layer(i) + 1] = Architecture.Layer.NO_ROPE;
        }
    }

    private static double[] scalars(Architecture.Rotary rotary) {
        DoubleStream scalars = scalars(rotary.normEpsilon(), rotary.scales());
        for (Rope rope : rotary.ropes()) {
            DoubleStream factors = rope.factors().stream().mapToDouble(Double::doubleValue);
            scalars = DoubleStream.concat(scalars, DoubleStream.concat(DoubleStream.of(rope.theta()), factors));
        }
        return scalars.toArray();
    }

    private static DoubleStream scalars(double normEpsilon, Architecture.Scales scales) {
        return DoubleStream.of(
                normEpsilon, scales.embedding(), scales.attention(), scales.attentionCap(), scales.logitCap());
    }

    /** The program's argument {@code plan}, int64; the manager owns it. */
    NDArray plan(NDManager manager) {
        return manager.create(plan);
    }

    /** The same with what adapters in training need behind it. */
    NDArray plan(NDManager manager, long[] tail) {
        long[] longer = Arrays.copyOf(plan, plan.length + tail.length);
        System.arraycopy(tail, 0, longer, plan.length, tail.length);
        return manager.create(longer);
    }

    /** The program's argument {@code scalars}, double; the manager owns it. */
    NDArray scalars(NDManager manager) {
        return manager.create(scalars);
    }
}

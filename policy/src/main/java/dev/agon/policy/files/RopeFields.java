package dev.agon.policy.files;

import dev.agon.policy.Rope;
import java.util.List;

/**
 * A rotary embedding in a {@code config.json}: {@code rope_theta} and {@code rope_scaling} at the top as transformers
 * wrote them before version 5, or both together in {@code rope_parameters}.
 */
final class RopeFields {
    private static final String PARAMETERS = "rope_parameters";
    private static final String SCALING = "rope_scaling";
    private static final String THETA = "rope_theta";
    private static final String FACTOR = "factor";

    private RopeFields() {}

    /** The one embedding of a network; an absent base is {@code absent}. */
    static Rope read(JsonFields fields, int headSize, double absent) {
        JsonFields block = fields.block(fields.has(PARAMETERS) ? PARAMETERS : SCALING);
        JsonFields holder = fields.has(THETA) ? fields : block;
        return scaled(block, theta(holder, THETA, absent), headSize);
    }

    /** The embedding of one type of layers; before version 5 only that of full attention was ever scaled. */
    static Rope read(JsonFields fields, String layerType, String oldThetaField, int headSize, double absent) {
        JsonFields both = fields.block(PARAMETERS);
        if (both.has(layerType)) {
            JsonFields block = both.block(layerType);
            return scaled(block, theta(block, THETA, absent), headSize);
        }
        double theta = theta(fields, oldThetaField, absent);
        return oldThetaField.equals(THETA)
                ? scaled(fields.block(SCALING), theta, headSize)
                : Rope.plain(theta, headSize);
    }

    private static double theta(JsonFields holder, String name, double absent) {
        return holder.number(name, absent, 1, 1e12);
    }

    private static Rope scaled(JsonFields block, double theta, int headSize) {
        String key = block.has("rope_type") || !block.has("type") ? "rope_type" : "type";
        String type =
                block.has(key) ? block.requireText(key, List.of("default", "linear", "dynamic", "llama3")) : "default";
        if (block.number("partial_rotary_factor", 1, 0, 1) < 1) {
            throw block.fault("partial_rotary_factor", "asks for heads turned in part, which is not supported");
        }
        if (type.equals("default") && block.has(FACTOR)) {
            throw block.fault(FACTOR, "asks for scaled positions, but no rope_type says how");
        }
        return switch (type) {
            case "linear" -> Rope.linear(theta, headSize, factor(block));
            case "llama3" -> llama3(block, theta, headSize);
            // dynamic scales what is longer than max_position_embeddings, and no such text is ever read
            default -> Rope.plain(theta, headSize);
        };
    }

    private static double factor(JsonFields block) {
        return block.number(FACTOR, 1, 1e6);
    }

    private static Rope llama3(JsonFields block, double theta, int headSize) {
        double low = block.number("low_freq_factor", 1e-6, 1e6);
        double high = block.number("high_freq_factor", 1e-6, 1e6);
        if (high <= low) {
            throw block.fault("high_freq_factor", "must be above low_freq_factor, which is " + low);
        }
        double context = block.number("original_max_position_embeddings", 1, Integer.MAX_VALUE);
        return Rope.llama3(theta, headSize, factor(block), low, high, context);
    }
}

package dev.agon.policy.files;

import java.util.List;

/**
 * A weight that a network has.
 *
 * @param name its name in the file
 * @param role what it is for
 * @param layer the layer that it belongs to; 0 for the network's own
 * @param shape lengths of its dimensions
 */
public record Weight(String name, Role role, int layer, List<Long> shape) {
    public Weight {
        shape = List.copyOf(shape);
    }
}

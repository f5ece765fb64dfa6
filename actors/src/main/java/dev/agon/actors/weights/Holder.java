package dev.agon.actors.weights;

/**
 * A node that may have a version.
 *
 * @param address of its HTTP, {@code host:port}
 * @param near whether it is on the machine of the one who asks
 */
public record Holder(String address, boolean near) {}

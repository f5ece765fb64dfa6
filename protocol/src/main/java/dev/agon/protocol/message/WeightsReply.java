package dev.agon.protocol.message;

import dev.agon.protocol.PolicyVersion;

/** What a node's weights actor answers. */
public sealed interface WeightsReply extends Message {
    /** The version lies on this node and its digest is right; its place is an absolute directory of this node. */
    record Located(PolicyVersion version) implements WeightsReply {}

    /** The version survives the loss of this node; or there is no other node. */
    record Secured(PolicyVersion version) implements WeightsReply {}

    /** The version is missing or damaged. */
    record Unavailable(int version, RunFailure failure) implements WeightsReply {}
}

/**
 * What the actors of a cluster say to each other.
 *
 * <p>Every message is an immutable record nested in the interface of the actor that receives it. Messages die with the
 * cluster: they travel in Kryo under the fixed numbers of {@link dev.agon.protocol.wire.MessageTypes}, between nodes of
 * one version of Agon. Delivery is at most once, so every request is repeated until it is answered, and every receiver
 * accepts a repetition. Weights never travel in a message.
 */
@NullMarked
package dev.agon.protocol.message;

import org.jspecify.annotations.NullMarked;

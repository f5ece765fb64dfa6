/**
 * The figures of a run: how each policy version fares against the start and against the version before it, what each
 * update did, and what the held-out test says at the end. Values only; {@code dev.agon.actors.coordinator} computes
 * them from judged groups.
 */
@NullMarked
package dev.agon.protocol.summary;

import org.jspecify.annotations.NullMarked;

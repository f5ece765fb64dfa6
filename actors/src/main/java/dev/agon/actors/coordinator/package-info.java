/**
 * What is to be done next in a run, and who does it.
 *
 * <p>{@link dev.agon.actors.coordinator.RunState} is the decision: an immutable state that events advance, without
 * clock, I/O or thread. {@link dev.agon.actors.coordinator.Coordinator} is the thin shell around it: it persists an
 * event, then acknowledges; it hands out open work and grants updates. There is one coordinator a cluster, and each of
 * its incarnations has its own term.
 */
@NullMarked
package dev.agon.actors.coordinator;

import org.jspecify.annotations.NullMarked;

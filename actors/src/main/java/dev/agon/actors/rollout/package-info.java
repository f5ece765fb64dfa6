/**
 * Rollout workers: {@link dev.agon.actors.rollout.RolloutActor} holds units of work from grant to acknowledgement and
 * talks to coordinator, weights and judges; its child {@link dev.agon.actors.rollout.GeneratorActor} computes on a
 * thread of its own, so that one unit is judged while the next is answered.
 */
@NullMarked
package dev.agon.actors.rollout;

import org.jspecify.annotations.NullMarked;

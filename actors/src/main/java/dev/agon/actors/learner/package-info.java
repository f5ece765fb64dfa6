/** The learner as an actor: grants in, committed checkpoints out, on a thread that belongs to the model. */
@NullMarked
package dev.agon.actors.learner;

import org.jspecify.annotations.NullMarked;

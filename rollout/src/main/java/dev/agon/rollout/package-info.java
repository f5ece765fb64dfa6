/**
 * From prompts to answers: a {@link dev.agon.rollout.Generator} turns a unit of work into groups of completions.
 * {@link dev.agon.rollout.PolicyGenerator} does so with one language model, {@link dev.agon.rollout.AdoptingGenerator}
 * with whichever published version the work names.
 */
@NullMarked
package dev.agon.rollout;

import org.jspecify.annotations.NullMarked;

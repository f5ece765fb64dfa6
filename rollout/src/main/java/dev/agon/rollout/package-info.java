/**
 * From prompts to answers: {@link dev.agon.rollout.Generator} turns a unit of work into groups of completions;
 * {@link dev.agon.rollout.PolicyGenerator} does so with a language model.
 */
@NullMarked
package dev.agon.rollout;

import org.jspecify.annotations.NullMarked;

/**
 * The vocabulary of Agon: the values that travel from a prompt to new weights.
 *
 * <p>A {@link dev.agon.protocol.Prompt} is answered by a policy with a {@link dev.agon.protocol.Group} of
 * {@linkplain dev.agon.protocol.Completion completions}; a judge turns the group into a
 * {@link dev.agon.protocol.JudgedGroup}, whose {@link dev.agon.protocol.Verdict} holds the probability that each
 * completion beats each other one; a learner turns judged groups into the next {@link dev.agon.protocol.PolicyVersion}.
 * All of them are immutable and compare by value.
 */
@NullMarked
package dev.agon.protocol;

import org.jspecify.annotations.NullMarked;

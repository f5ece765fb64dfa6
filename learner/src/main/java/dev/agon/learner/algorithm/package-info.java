/**
 * The algorithms: each one class whose Javadoc is its definition, with its defaults in a commented block under
 * {@code agon.algorithm} in this module's {@code reference.conf}.
 *
 * <p>Conventions, for all of them: the log-probability of an answer is the sum over its tokens, end token included and
 * never a mean; a win probability is P in [0, 1] with a tie at 1/2; the win rate of an answer is its mean P against the
 * <em>other</em> answers of its group, never against itself.
 */
@NullMarked
package dev.agon.learner.algorithm;

import org.jspecify.annotations.NullMarked;

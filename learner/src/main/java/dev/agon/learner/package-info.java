/**
 * From judged groups to new weights.
 *
 * <p>An {@link dev.agon.learner.Algorithm} is arithmetic over log-probabilities: it turns the judged groups of an
 * iteration into {@linkplain dev.agon.learner.Term terms} of a loss and never sees a tensor. The
 * {@link dev.agon.learner.Learner} knows no algorithm: it scores the reference, deals the prompts into minibatches, has
 * the {@link dev.agon.policy.TrainableModel} take the steps and reports what happened. The algorithms themselves live
 * in {@link dev.agon.learner.algorithm}.
 */
@NullMarked
package dev.agon.learner;

import org.jspecify.annotations.NullMarked;

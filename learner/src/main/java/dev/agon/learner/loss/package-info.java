/**
 * Losses of preference learning as plain functions: from the implicit rewards of a prompt's answers to a value and its
 * slopes. They know no policy, no judge and no tensor; {@code dev.agon.learner.algorithm} says which answers meet and
 * what their rewards are.
 */
@NullMarked
package dev.agon.learner.loss;

import org.jspecify.annotations.NullMarked;

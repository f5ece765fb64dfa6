/**
 * The checkpoints on a node's disk: written once, verified before they are used, deleted when they are old. Weights are
 * files and never travel in messages.
 */
@NullMarked
package dev.agon.actors.weights;

import org.jspecify.annotations.NullMarked;

/**
 * Tasks: where prompts come from. A task splits its prompts by a hash of their content into parts for training, for
 * self-play, for watching a run and for its final result, so that what is measured was never learned from.
 */
@NullMarked
package dev.agon.env.task;

import org.jspecify.annotations.NullMarked;

/** What can be said exactly of a preference game and of a policy in it; pure functions of matrix and table. */
@NullMarked
package dev.agon.env.game.metric;

import org.jspecify.annotations.NullMarked;

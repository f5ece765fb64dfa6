/** What this module holds. */
@NullMarked
package dev.agon.rollout;

import org.jspecify.annotations.NullMarked;

/** What this module holds. */
@NullMarked
package dev.agon.learner;

import org.jspecify.annotations.NullMarked;

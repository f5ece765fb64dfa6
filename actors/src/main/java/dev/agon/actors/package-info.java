/** What this module holds. */
@NullMarked
package dev.agon.actors;

import org.jspecify.annotations.NullMarked;

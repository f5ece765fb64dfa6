/** What this module holds. */
@NullMarked
package dev.agon.env;

import org.jspecify.annotations.NullMarked;

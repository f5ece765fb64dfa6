/** Exact play of preference games: from a name or file and an algorithm to figures, a table, JSON and a picture. */
@NullMarked
package dev.agon.actors.solve;

import org.jspecify.annotations.NullMarked;

/** Judges as actors: groups in, verdicts out, on a thread that belongs to the judge. */
@NullMarked
package dev.agon.actors.judge;

import org.jspecify.annotations.NullMarked;

/** What a run needs of the machine that it is to start on, and what of it is missing: {@code agon doctor}. */
@NullMarked
package dev.agon.actors.doctor;

import org.jspecify.annotations.NullMarked;

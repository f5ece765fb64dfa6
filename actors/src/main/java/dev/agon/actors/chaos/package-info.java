/** The drill that kills a cluster's own processes and compares what comes of it with an undisturbed run. */
@NullMarked
package dev.agon.actors.chaos;

import org.jspecify.annotations.NullMarked;

/** Figures of a node and of the run that it keeps, for Prometheus. */
@NullMarked
package dev.agon.actors.metrics;

import org.jspecify.annotations.NullMarked;

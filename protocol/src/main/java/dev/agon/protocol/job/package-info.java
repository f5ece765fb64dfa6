/** Runs that a cluster was asked to make, one after the other. */
@NullMarked
package dev.agon.protocol.job;

import org.jspecify.annotations.NullMarked;

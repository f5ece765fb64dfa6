/** The runs that a cluster is asked to make: kept in the ledger, made one after the other. */
@NullMarked
package dev.agon.actors.jobs;

import org.jspecify.annotations.NullMarked;

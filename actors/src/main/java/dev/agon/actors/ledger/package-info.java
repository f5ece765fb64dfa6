/**
 * The ledger's database: an embedded H2 file in the run directory that survives a kill at any moment, and a reader for
 * it. The coordinator writes it through Pekko Persistence; everybody else only reads.
 */
@NullMarked
package dev.agon.actors.ledger;

import org.jspecify.annotations.NullMarked;

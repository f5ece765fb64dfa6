/**
 * The ledger's database, an H2 file in the run directory or PostgreSQL: its tables, the fence against coordinators
 * whose term is over, what its failures mean, and a reader. The coordinator writes it through Pekko Persistence;
 * everybody else only reads.
 */
@NullMarked
package dev.agon.actors.ledger;

import org.jspecify.annotations.NullMarked;

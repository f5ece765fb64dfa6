/**
 * What a run leaves on disk and shows while it works: its directory with lock and attempts, metrics as JSON lines and
 * TensorBoard events, logs, and the live line on the terminal.
 *
 * <p>Everything here except the lock can be derived again from the run's ledger; losing it loses no work.
 */
@NullMarked
package dev.agon.actors.run;

import org.jspecify.annotations.NullMarked;

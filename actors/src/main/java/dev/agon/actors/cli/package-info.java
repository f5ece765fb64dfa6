/**
 * The command line: {@link dev.agon.actors.cli.Main} and one class a command.
 *
 * <p>Results go to standard output, progress and failures to standard error. A failure is one sentence and an exit code
 * ({@link dev.agon.actors.cli.ExitCodes}). Command classes hold options only; networks, clusters and data are loaded
 * when a command runs, so that {@code --help} is quick.
 */
@NullMarked
package dev.agon.actors.cli;

import org.jspecify.annotations.NullMarked;

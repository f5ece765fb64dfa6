/**
 * The roof: actors on a Pekko cluster, the command line and the reports.
 *
 * <p>{@link dev.agon.actors.TrainingRun} starts a whole cluster in one JVM: a guardian whose roles decide what it
 * spawns, the coordinator with its ledger, rollout workers, judges, the learner and the keeper of the weights. The
 * actors only move messages; every decision is a class without an actor, every computation belongs to a lower floor.
 */
@NullMarked
package dev.agon.actors;

import org.jspecify.annotations.NullMarked;

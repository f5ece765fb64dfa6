package dev.agon.actors.node;

import dev.agon.actors.coordinator.RunPlan;
import dev.agon.actors.judge.GroupJudge;
import dev.agon.actors.learner.UpdateFunction;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.rollout.Generator;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a node needs to take part in a run. The suppliers are called on the thread that uses what they make, and again
 * after a failure.
 *
 * @param name the run's name
 * @param directory the run's directory
 * @param ledger where the coordinator writes what happens
 * @param plan what the run does
 * @param keepCheckpoints committed checkpoints that stay on the disk, at least 1
 * @param rolloutWorkers rollout workers on this node, if it has the role
 * @param judgeWorkers judges on this node, if it has the role; each has its own thread
 * @param generators makes a worker's generator
 * @param judges makes a judge
 * @param learners makes the learner's model
 * @param shortage why the node's memory does not hold what it has to compute, in one sentence; empty if it does
 */
public record NodeSetup(
        String name,
        Path directory,
        LedgerDatabase ledger,
        RunPlan plan,
        int keepCheckpoints,
        int rolloutWorkers,
        int judgeWorkers,
        Supplier<Generator> generators,
        Supplier<GroupJudge> judges,
        Supplier<UpdateFunction> learners,
        Optional<String> shortage) {
    public NodeSetup {
        if (keepCheckpoints < (plan.validateBesideUpdate() ? 2 : 1)) {
            throw new IllegalArgumentException(
                    "a version that is validated beside the next update must be kept: keep 2 checkpoints");
        }
        if (rolloutWorkers < 1 || judgeWorkers < 1) {
            throw new IllegalArgumentException("a run has a rollout worker and a judge at least");
        }
    }

    /** The setup of a node whose memory holds what it has to compute. */
    public NodeSetup(
            String name,
            Path directory,
            LedgerDatabase ledger,
            RunPlan plan,
            int keepCheckpoints,
            int rolloutWorkers,
            int judgeWorkers,
            Supplier<Generator> generators,
            Supplier<GroupJudge> judges,
            Supplier<UpdateFunction> learners) {
        this(
                name,
                directory,
                ledger,
                plan,
                keepCheckpoints,
                rolloutWorkers,
                judgeWorkers,
                generators,
                judges,
                learners,
                Optional.empty());
    }

    /** The same on a node whose memory does not hold what it has to compute: it only keeps and gives weights. */
    public NodeSetup without(String reason) {
        return new NodeSetup(
                name,
                directory,
                ledger,
                plan,
                keepCheckpoints,
                rolloutWorkers,
                judgeWorkers,
                generators,
                judges,
                learners,
                Optional.of(reason));
    }

    /** The run's checkpoints on this node. */
    public Checkpoints checkpoints() {
        return new Checkpoints(directory, Path.of(plan.start().place()));
    }
}

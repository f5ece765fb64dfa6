package dev.agon.actors.cluster;

import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.security.HttpAccess;
import dev.agon.actors.weights.NeighbourWeights;
import dev.agon.actors.weights.Neighbours;
import dev.agon.actors.weights.Shelf;
import dev.agon.actors.weights.WeightsClient;
import dev.agon.actors.weights.WeightsSource;
import java.nio.file.Path;
import java.time.Duration;

/** A node's dealings in weights with the others, over HTTP. Thread-safe. */
final class WeightsExchange {
    /** A holder that has not begun to answer by then is passed over. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** A version that nobody has is waited for: a learner that was killed needs some seconds to be back. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpAccess access;
    private final Shelf shelf = new Shelf();
    private final Neighbours neighbours = new Neighbours();

    /** @param access how the others' HTTP ports are reached */
    WeightsExchange(HttpAccess access) {
        this.access = access;
    }

    /** What this node gives. */
    Shelf shelf() {
        return shelf;
    }

    /** The others, once they are known. */
    Neighbours neighbours() {
        return neighbours;
    }

    /** From now on gives the versions of this run. */
    void give(NodeSetup setup) {
        shelf.put(setup.name(), setup.checkpoints(), setup.plan().start());
    }

    /** Where this node gets a run's versions. */
    WeightsSource source(String run) {
        return weights(run);
    }

    /**
     * Gets a run's start from a node that takes part; returns where it lies.
     *
     * @param wanted where it should have been
     */
    Path fetchStart(String run, Path runDirectory, Path wanted) {
        return weights(run).fetchStart(runDirectory, wanted);
    }

    private NeighbourWeights weights(String run) {
        return new NeighbourWeights(new WeightsClient(access, run, ANSWER), neighbours, PATIENCE);
    }
}

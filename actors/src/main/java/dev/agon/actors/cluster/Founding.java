package dev.agon.actors.cluster;

import dev.agon.actors.ledger.SignsOfLife;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a control node that is the first of its list from founding a second cluster beside one that it cannot reach, as
 * after a restart behind a cut: the members leave signs of life in the ledger, and as long as there are young ones the
 * node only joins. A node that does not reach the ledger does not get this far.
 */
final class Founding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Founding.class);
    private static final Duration BEAT = Duration.ofSeconds(1);
    /** Others whose last sign is older are not there. */
    private static final Duration YOUNG = Duration.ofSeconds(4);

    private final Cluster cluster;
    private final List<Address> seeds;
    private final SignsOfLife signs;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "signs-of-life");
        daemon.setDaemon(true);
        return daemon;
    });
    private volatile boolean member;
    private boolean asked; // the others, whether they take this node
    private boolean free; // to found a cluster

    /** @param seeds nodes to join, the own one first if it may found the cluster */
    Founding(Cluster cluster, List<Address> seeds, SignsOfLife signs) {
        this.cluster = cluster;
        this.seeds = List.copyOf(seeds);
        this.signs = signs;
    }

    /** Joins, and gives signs of life from then on. */
    void begin() {
        var unused = thread.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The node is a member of a cluster. */
    void joined() {
        member = true;
    }

    private void beat() {
        try {
            if (member) {
                signs.give();
            } else if (!free) {
                join();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("No sign of life this time", e);
        }
    }

    private void join() throws SQLException {
        boolean founder = seeds.get(0).equals(cluster.selfMember().address());
        if (!founder
                || signs.youngestOfOthers()
                        .filter(age -> age.compareTo(YOUNG) < 0)
                        .isEmpty()) {
            free = true;
            cluster.manager().tell(new JoinSeedNodes(seeds));
        } else if (!asked) {
            asked = true;
            LOG.info("Others of this cluster are alive, so this node founds none");
            List<Address> others = new ArrayList<>(seeds);
            Collections.rotate(others, -1);
            cluster.manager().tell(new JoinSeedNodes(others));
        }
    }

    @Override
    public void close() {
        thread.execute(signs::close);
        thread.shutdown();
    }
}

package dev.agon.actors.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.coordinator.Drop;
import dev.agon.actors.learner.Learning;
import dev.agon.actors.weights.Retention;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.message.WeightsCommand.VersionsCommitted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A cluster on one thread, in which anything may happen to messages and processes: first a schedule drawn from a seed,
 * then a calm in which nothing is lost any more and the run must come to its end.
 */
final class World {
    private static final int MOST_CHAOS = 1_200;
    private static final int MOST_CALM = 4_000;
    private static final int KEPT_CHECKPOINTS = 2;
    private static final int PEERS = 3;

    final SimulatedLedger ledger;
    final Disk disk = new Disk();
    private final Expectation expected;
    private final Optional<Flaw> flaw;
    private final RandomGenerator random;
    private final Network network = new Network();
    private final List<SimulatedCoordinator> coordinators = new ArrayList<>(); // the newest last
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final List<SimulatedJudge> judges = new ArrayList<>();
    private final List<SimulatedLearner> learners = new ArrayList<>();
    private final Node keeper = new SimulatedJudge(this); // of the disk; never dies
    private final Tally tally;
    private boolean calm;
    private int checked; // as far as this, what is on the disk was right
    private long now;

    World(Expectation expected, Optional<Flaw> flaw, long schedule, Tally tally) {
        this.expected = expected;
        this.flaw = flaw;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(schedule);
        this.ledger = new SimulatedLedger(expected, !has(Flaw.NO_FENCE));
        this.tally = tally;
    }

    // ---- the play ---------------------------------------------------------------------------------------------------

    /** Plays the schedule to the end of the run, and checks it. */
    void play() {
        int chaos = random.nextInt(MOST_CHAOS);
        for (int step = 0; step < chaos && !ledger.finished(); step++) {
            disturb();
            check();
        }
        becomeCalm();
        for (int step = 0; !ledger.finished(); step++) {
            assertTrue(step < MOST_CALM, () -> "the run does not end though nothing is lost any more: " + describe());
            settle();
            check();
        }
        ledger.checkEnd(random.nextInt(4) > 0);
        tally.schedules++;
    }

    private String describe() {
        return network.size() + " messages under way, " + ledger.size() + " events, term " + ledger.term() + ", "
                + nodes();
    }

    private void disturb() {
        tally.steps++;
        now += random.nextInt(200);
        int what = random.nextInt(1000);
        if (what < 20) {
            disturbProcesses(what);
        } else if (what < 120) {
            tickSome();
        } else if (what < 150 && !network.isEmpty()) {
            tally.lost++;
            network.lose(random.nextInt(network.size()));
        } else if (what < 180 && !network.isEmpty()) {
            tally.doubled++;
            network.duplicate(random.nextInt(network.size()));
        } else if (!network.isEmpty()) {
            network.deliver(random.nextInt(network.size()));
        } else {
            tickSome();
        }
    }

    private void disturbProcesses(int what) {
        if (what < 3 && coordinators.size() < 2) {
            add(coordinators, new SimulatedCoordinator(this, random.nextBoolean())); // perhaps beside the old one
        } else if (what < 8) {
            crash(random.nextInt(4));
        } else if (what < 14) {
            startMissing();
        } else {
            nodes().forEach(node -> node.suspend(random.nextInt(4) == 0));
        }
    }

    private void crash(int kind) {
        List<? extends Node> of =
                List.of(coordinators, workers, judges, learners).get(kind);
        if (!of.isEmpty()) {
            of.get(random.nextInt(of.size())).crash();
            tally.crashes++;
            bury();
        }
    }

    private void bury() {
        List.of(coordinators, workers, judges, learners).forEach(of -> of.removeIf(node -> !node.isAlive()));
    }

    /** One coordinator; workers, judges and learners up to so many. */
    private void startMissing() {
        if (coordinators.isEmpty()) {
            add(coordinators, new SimulatedCoordinator(this, random.nextBoolean()));
        }
        while (workers.size() < PEERS) {
            add(workers, new SimulatedWorker(this));
            judgesChanged();
        }
        while (judges.size() < 2) {
            add(judges, new SimulatedJudge(this));
        }
        if (learners.size() < 2) {
            add(learners, new SimulatedLearner(this)); // an old one may be suspended
        }
    }

    private <N extends Node> void add(List<N> list, N node) {
        list.add(node);
        node.start();
        bury();
    }

    private void tickSome() {
        List<Node> nodes = nodes();
        if (nodes.isEmpty()) {
            startMissing();
        } else {
            tick(nodes.get(random.nextInt(nodes.size())));
        }
    }

    private static void tick(Node node) {
        if (node.isAwake()) {
            node.tick();
        }
    }

    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(coordinators);
        nodes.addAll(workers);
        nodes.addAll(judges);
        nodes.addAll(learners);
        return nodes;
    }

    /** The network heals: one coordinator at most stays, everybody is awake, everything missing starts. */
    private void becomeCalm() {
        calm = true;
        nodes().forEach(node -> node.suspend(false));
        coordinators.stream().filter(coordinator -> !coordinator.isCurrent()).forEach(Node::crash);
        bury();
        startMissing();
    }

    /** The oldest message arrives; when none is left, time passes and everybody repeats what is not answered. */
    private void settle() {
        if (!network.isEmpty()) {
            network.deliver(0);
            return;
        }
        now += 500;
        startMissing();
        nodes().forEach(World::tick);
    }

    // ---- what nodes may do ------------------------------------------------------------------------------------------

    boolean has(Flaw asked) {
        return flaw.filter(asked::equals).isPresent();
    }

    long now() {
        return now;
    }

    void send(Node to, Runnable delivery) {
        network.send(() -> Optional.of(to), delivery, true);
    }

    /** Whoever watches the node hears that it is gone, also if it was already. */
    void watch(Node watched, Node watcher, Runnable gone) {
        if (!watched.isAlive()) {
            later(watcher, gone);
        }
    }

    /** Something that the node itself does after a while. */
    void later(Node self, Runnable action) {
        network.send(() -> Optional.of(self), action, false);
    }

    /** A message to the coordinator; while there are two, either may get it. */
    void tellCoordinator(Consumer<SimulatedCoordinator> message) {
        AtomicReference<SimulatedCoordinator> chosen = new AtomicReference<>();
        network.send(
                () -> {
                    if (coordinators.isEmpty()) {
                        return Optional.empty();
                    }
                    chosen.set(coordinators.get(random.nextInt(coordinators.size())));
                    return Optional.of(chosen.get());
                },
                () -> message.accept(chosen.get()),
                true);
    }

    /** The news that somebody is gone; each coordinator that there is hears it. */
    void tellCoordinators(Consumer<SimulatedCoordinator> message) {
        coordinators.forEach(coordinator -> later(coordinator, () -> message.accept(coordinator)));
    }

    void tellWeights(VersionsCommitted committed) {
        int oldest = has(Flaw.NO_RETENTION)
                ? committed.versions().size() - 1
                : Retention.oldest(committed, KEPT_CHECKPOINTS);
        send(keeper, () -> disk.discardBefore(oldest));
    }

    void judgesChanged() {
        List<SimulatedJudge> present = judges.stream().filter(Node::isAlive).toList();
        workers.forEach(worker -> worker.onJudges(present));
    }

    /** Whether the process dies at this very point. */
    boolean crashesNow(Node node) {
        if (calm || random.nextInt(40) > 0) {
            return false;
        }
        tally.crashes++;
        node.crash();
        return true;
    }

    boolean takesSnapshot() {
        return random.nextInt(10) == 0;
    }

    /** The ledger has refused what a coordinator wrote that has been replaced: as a journal that fails, it ends it. */
    void fenced(SimulatedCoordinator stale) {
        tally.fenced++;
        stale.crash();
    }

    // ---- what must hold ---------------------------------------------------------------------------------------------

    private void check() {
        bury();
        if (checked != ledger.size() + disk.deletions()) {
            checked = ledger.size() + disk.deletions();
            coordinators.forEach(SimulatedCoordinator::checkCheckpoints);
        }
    }

    void requireCheckpoint(PolicyVersion version) {
        assertTrue(disk.verify(version), () -> "version " + version.number() + " is committed, but gone");
    }

    void acknowledged(WorkId id) {
        assertTrue(ledger.holds(id), () -> id + " is acknowledged, but not in the ledger");
    }

    void acknowledged(int iteration) {
        assertTrue(iteration < ledger.committed(), () -> "update " + iteration + " is acknowledged, but not committed");
    }

    void learns(Learning.Learn learn) {
        assertEquals(
                expected.consumed().get(learn.iteration()), learn.groups(), "the learner consumes in another order");
    }

    void commits(UpdateCommitted offered, long term) {
        assertEquals(term, offered.term(), "an update of another term is committed");
    }

    // ---- what is counted --------------------------------------------------------------------------------------------

    void count(Drop drop) {
        tally.drops.merge(drop, 1L, Long::sum);
    }

    void reissued(int units) {
        tally.reissued += units;
    }
}

package dev.agon.actors.chaos;

import dev.agon.actors.ClusterException;
import dev.agon.actors.chaos.Chaos.Cluster;
import dev.agon.actors.chaos.ChaosPlan.Blow;
import dev.agon.actors.chaos.ChaosPlan.Kind;
import dev.agon.actors.run.Terminal;
import dev.agon.protocol.InputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Hits the nodes of a cluster while they make a run, and watches each recovery. Not thread-safe. */
final class Barrage {
    private static final Duration POLL = Duration.ofMillis(50);
    /** Without a sign of life for so long the drill gives up. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** So long at least each hit is watched, since its worst standstill may come a while after it. */
    private static final double SHORTEST_WATCH = 4;

    private final ChaosCluster nodes;
    private final String run;
    private final Path logs;
    private final Cluster eye;
    private final Terminal terminal;
    private final ChaosReport report = new ChaosReport();

    /**
     * @param run its name
     * @param logs where the nodes' words are, for people
     */
    Barrage(ChaosCluster nodes, String run, Path logs, Cluster eye, Terminal terminal) {
        this.nodes = nodes;
        this.run = run;
        this.logs = logs;
        this.eye = eye;
        this.terminal = terminal;
    }

    /**
     * A hit that is watched.
     *
     * @param lasting until it is undone; zero if it is not
     * @param relief undoes it
     */
    private record Struck(Hit hit, Duration lasting, Runnable relief) {}

    /**
     * Submits the run and hits the nodes until it ends.
     *
     * @param config of the run
     * @param victims who may be hit
     */
    ChaosReport play(String config, ChaosPlan plan, List<Victim> victims) {
        List<Function<Sighting, ChaosNode>> targets =
                victims.stream().distinct().flatMap(this::targets).toList();
        if (targets.isEmpty()) {
            throw new InputException("There is no node of the kinds that are to be hit.");
        }
        submit(config);
        Sighting last = first();
        Blow next = plan.blow(0, targets.size());
        last = watch(last, Optional.empty(), next.after(), now -> false);
        for (int number = 0; number < plan.kills() && !last.ended(); number++) {
            Struck struck = strike(next, targets.get(next.victim()).apply(last), last);
            int hits = number + 1;
            next = plan.blow(hits, targets.size());
            last = watch(
                    last,
                    Optional.of(struck),
                    next.after(),
                    now -> plan.presses(hits, now.pulse().updates()));
            report.add(struck.hit);
            terminal.line(
                    String.format(Locale.ROOT, "%3d  %-22s %s", report.hits(), struck.hit.victim(), struck.hit.line()));
        }
        last = watchToTheEnd(last);
        if (!last.state().equals("done")) {
            throw new ClusterException("The run " + last.state() + ": " + last.message());
        }
        if (report.hits() < plan.kills()) {
            terminal.line("The run was over after " + report.hits() + " of " + plan.kills()
                    + " hits; give it more iterations.");
        }
        return report;
    }

    private Stream<Function<Sighting, ChaosNode>> targets(Victim victim) {
        List<ChaosNode> candidates = nodes.nodes().stream()
                .filter(node -> node.role() == victim.role())
                .toList();
        return victim == Victim.COORDINATOR
                ? Stream.of(now -> candidates.stream()
                        .filter(node -> node.address().equals(now.coordinator()))
                        .findFirst()
                        .orElse(candidates.get(0)))
                : candidates.stream().map(node -> now -> node);
    }

    private void submit(String config) {
        long begun = System.nanoTime();
        while (true) {
            try {
                eye.submit(run, config);
                return;
            } catch (ClusterException e) {
                giveUpAfterAWhile(begun, e);
            }
        }
    }

    private Sighting first() {
        long begun = System.nanoTime();
        while (true) {
            try {
                Sighting sighting = eye.look(run, nodes.cutOff());
                if (sighting.pulse().results() > 0 || sighting.ended()) {
                    return sighting;
                }
                giveUpAfterAWhile(begun, standstill());
            } catch (ClusterException e) {
                giveUpAfterAWhile(begun, e);
            }
        }
    }

    private Sighting watchToTheEnd(Sighting before) {
        long moved = System.nanoTime();
        Sighting last = before;
        while (!last.ended()) {
            Sighting seen = watch(last, Optional.empty(), Duration.ofSeconds(1), now -> false);
            moved = seen.movedSince(last) ? System.nanoTime() : moved;
            giveUpAfterAWhile(moved, standstill());
            last = seen;
        }
        return last;
    }

    private ClusterException standstill() {
        return new ClusterException(
                "The run has not moved for " + PATIENCE.toMinutes() + " minutes; see the logs in " + logs + ".");
    }

    private void giveUpAfterAWhile(long begun, ClusterException failure) {
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
            throw failure;
        }
        nodes.supervise();
        pause();
    }

    // ---- hits -------------------------------------------------------------------------------------------------------

    private Struck strike(Blow blow, ChaosNode target, Sighting before) {
        boolean coordinates = target.address().equals(before.coordinator());
        String victim = coordinates ? "coordinator" : target.role().label();
        Kind kind = blow.kind();
        return switch (kind) {
            case KILL -> {
                boolean learns = target.role() == Victim.LEARNER.role();
                Hit hit = new Hit(victim, learns, coordinates, List.of(target), before);
                nodes.kill(target);
                yield new Struck(hit, Duration.ZERO, () -> {});
            }
            case KILL_ALL -> {
                Hit hit = new Hit("all", false, true, nodes.nodes(), before);
                nodes.killAll();
                yield new Struck(hit, Duration.ZERO, () -> {});
            }
            case SUSPEND -> {
                Hit hit = new Hit(victim + ", suspended", false, false, List.of(target), before);
                target.suspend();
                yield new Struck(hit, blow.lasting(), target::resume);
            }
            case CUT_FROM_NODES, CUT_FROM_ALL -> {
                boolean fromAll = kind == Kind.CUT_FROM_ALL;
                String cut = victim + (fromAll ? ", cut from all" : ", cut from nodes");
                Hit hit = new Hit(cut, false, false, List.of(target), before);
                yield new Struck(hit, blow.lasting(), nodes.cut(target, fromAll));
            }
        };
    }

    /**
     * Watches until the run has recovered from the hit and this long thereafter, or has ended.
     *
     * @param pressing whether there is no time to watch more than that the run goes on
     */
    private Sighting watch(
            Sighting before, Optional<Struck> struck, Duration thereafter, Predicate<Sighting> pressing) {
        long begun = System.nanoTime();
        long recovered = struck.isPresent() ? Long.MAX_VALUE : begun;
        Duration lasting = struck.map(Struck::lasting).orElse(Duration.ZERO);
        boolean pending = !lasting.isZero();
        Sighting last = before;
        while (true) {
            boolean pressed = pressing.test(last)
                    && struck.filter(each -> each.hit.recovered()).isPresent();
            if (pending && (pressed || System.nanoTime() - begun >= lasting.toNanos())) {
                struck.orElseThrow().relief.run();
                pending = false;
            }
            nodes.supervise();
            try {
                Sighting seen = eye.look(run, nodes.cutOff());
                last = seen.tellsOfRun() ? seen : last;
                report.see(seen);
                struck.ifPresent(each -> each.hit.see(seen));
                boolean over = struck.filter(each -> isOver(each.hit, seen)).isPresent();
                if (recovered == Long.MAX_VALUE && !pending && over) {
                    recovered = System.nanoTime();
                }
            } catch (ClusterException e) {
                giveUpAfterAWhile(begun, e);
            }
            boolean watched = recovered != Long.MAX_VALUE && System.nanoTime() - recovered >= thereafter.toNanos();
            if (watched || ((pressed || last.ended()) && !pending)) {
                return last;
            } else if (System.nanoTime() - begun > PATIENCE.plus(thereafter).toNanos()) {
                throw standstill();
            }
            pause();
        }
    }

    /** Whether the run goes on and all nodes are back. */
    private boolean isOver(Hit hit, Sighting now) {
        boolean complete = nodes.nodes().stream().map(ChaosNode::address).allMatch(now.reachable()::containsKey);
        return hit.recovered() && complete && hit.seconds() >= SHORTEST_WATCH;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted.", e);
        }
    }
}

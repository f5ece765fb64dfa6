package dev.agon.actors.chaos;

import dev.agon.actors.ClusterException;
import dev.agon.actors.chaos.ChaosPlan.Blow;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.node.Role;
import dev.agon.actors.run.Terminal;
import dev.agon.policy.files.FileTree;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A drill: the same run is made twice, undisturbed in one process and by a cluster of real processes on this machine
 * that are killed, suspended and started again meanwhile. Not thread-safe.
 */
public final class Chaos implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    /** Without a sign of life for so long the drill gives up. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** So long at least each hit is watched, since its worst standstill may come a while after it. */
    private static final double SHORTEST_WATCH = 4;

    /** What the drill asks the cluster. */
    public interface Cluster {
        /** @throws ClusterException while there is no coordinator */
        void submit(String name, String config);

        /**
         * What is seen now; without a coordinator its state is {@link Sighting#UNKNOWN}.
         *
         * @throws ClusterException if no node answers
         */
        Sighting look(String name);
    }

    private final Path launcher;
    private final Path directory;
    private final ResolvedConfig config;
    private final Terminal terminal;
    private final String stamp = Long.toString(Instant.now().getEpochSecond(), Character.MAX_RADIX);
    private Optional<ChaosCluster> cluster = Optional.empty();

    private Chaos(Path launcher, Path directory, ResolvedConfig config, Terminal terminal) {
        this.launcher = launcher;
        this.directory = directory;
        this.config = config;
        this.terminal = terminal;
    }

    /**
     * Makes room for a drill.
     *
     * @param home where Agon is installed
     * @param directory of everything that the drill writes; what an earlier one left there is deleted
     */
    public static Chaos prepare(Path home, Path directory, ResolvedConfig config, Terminal terminal) {
        try {
            FileTree.delete(directory);
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InputException("The directory " + directory + " cannot be used: " + e, e);
        }
        return new Chaos(home.resolve("agon"), directory, config, terminal);
    }

    // ---- the two runs -----------------------------------------------------------------------------------------------

    /** Name of the undisturbed run; another in each drill, since a database may hold the runs of earlier ones. */
    public String undisturbed() {
        return "undisturbed-" + stamp;
    }

    /** Name of the run that is disturbed. */
    public String disturbed() {
        return "disturbed-" + stamp;
    }

    /** Directory of what the cluster itself remembers. */
    public Path clusterDirectory() {
        return directory.resolve("cluster").toAbsolutePath();
    }

    /** Directory of a run. */
    public Path runDirectory(String name) {
        return directory.resolve(name);
    }

    private ResolvedConfig named(String name) {
        return config.with("agon.run.name", name, "chaos")
                .with("agon.run.directory", directory.toAbsolutePath().toString(), "chaos")
                .with("agon.cluster.name", "chaos-" + stamp, "chaos")
                .with("agon.cluster.directory", clusterDirectory().toString(), "chaos");
    }

    private Path write(String file, ResolvedConfig content) {
        Path path = directory.resolve(file);
        try {
            return Files.writeString(path, content.render());
        } catch (IOException e) {
            throw new InputException(path + " cannot be written: " + e, e);
        }
    }

    /** Makes the run in one process. */
    public void playUndisturbed() {
        Path file = write("undisturbed.conf", named(undisturbed()));
        Path log = directory.resolve("undisturbed.log");
        try {
            int code = new ProcessBuilder(launcher.toString(), "train", "--config", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new InputException("The undisturbed run ended with exit code " + code + "; see " + log + ".");
            }
        } catch (IOException e) {
            throw new InputException("The undisturbed run cannot be started: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted.", e);
        }
    }

    /** Starts three control nodes, a learner and so many rollout nodes; the HTTP addresses of the first. */
    public List<String> startNodes(int rollouts) {
        Path file = write("nodes.conf", named(disturbed()));
        ChaosCluster started = ChaosCluster.start(launcher, file, directory, rollouts);
        cluster = Optional.of(started);
        return started.httpAddresses();
    }

    private ChaosCluster nodes() {
        return cluster.orElseThrow(() -> new IllegalStateException("no node was started"));
    }

    /**
     * Has the cluster make the run, and hits its nodes as planned until the run ends.
     *
     * @throws ClusterException if the run fails, or shows no sign of life for minutes
     */
    public ChaosReport play(ChaosPlan plan, Cluster eye) {
        List<ChaosNode> targets = nodes().nodes().stream()
                .filter(node -> plan.roles().contains(node.role()))
                .toList();
        if (targets.isEmpty()) {
            throw new InputException("No node has one of the roles that are to be killed.");
        }
        submit(eye);
        ChaosReport report = new ChaosReport();
        Sighting last = first(eye);
        Blow next = plan.blow(0, targets.size());
        last = watch(eye, last, report, Optional.empty(), Duration.ZERO, next.after());
        for (int number = 0; number < plan.kills() && !last.ended(); number++) {
            Blow blow = next;
            next = plan.blow(number + 1, targets.size());
            Hit hit = strike(blow, targets.get(blow.node()), last);
            last = watch(eye, last, report, Optional.of(hit), blow.suspension(), next.after());
            report.add(hit);
            terminal.line(String.format(Locale.ROOT, "%3d  %-22s %s", report.hits(), hit.victim(), hit.line()));
        }
        last = watchToTheEnd(eye, last, report);
        if (!last.state().equals("done")) {
            throw new ClusterException("The run " + last.state() + ": " + last.message());
        }
        if (report.hits() < plan.kills()) {
            terminal.line("The run was over after " + report.hits() + " of " + plan.kills()
                    + " hits; give it more iterations.");
        }
        return report;
    }

    private void submit(Cluster eye) {
        String text = named(disturbed()).render();
        long begun = System.nanoTime();
        while (true) {
            try {
                eye.submit(disturbed(), text);
                return;
            } catch (ClusterException e) {
                giveUpAfterAWhile(begun, e);
            }
        }
    }

    private Sighting first(Cluster eye) {
        long begun = System.nanoTime();
        while (true) {
            try {
                Sighting sighting = eye.look(disturbed());
                if (sighting.pulse().results() > 0 || sighting.ended()) {
                    return sighting;
                }
                giveUpAfterAWhile(begun, standstill());
            } catch (ClusterException e) {
                giveUpAfterAWhile(begun, e);
            }
        }
    }

    private Sighting watchToTheEnd(Cluster eye, Sighting before, ChaosReport report) {
        long moved = System.nanoTime();
        Sighting last = before;
        while (!last.ended()) {
            Sighting seen = watch(eye, last, report, Optional.empty(), Duration.ZERO, Duration.ofSeconds(1));
            moved = seen.movedSince(last) ? System.nanoTime() : moved;
            giveUpAfterAWhile(moved, standstill());
            last = seen;
        }
        return last;
    }

    private ClusterException standstill() {
        return new ClusterException(
                "The run has not moved for " + PATIENCE.toMinutes() + " minutes; see the logs in " + directory + ".");
    }

    private void giveUpAfterAWhile(long begun, ClusterException failure) {
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
            throw failure;
        }
        nodes().supervise();
        pause();
    }

    // ---- hits -------------------------------------------------------------------------------------------------------

    private Hit strike(Blow blow, ChaosNode target, Sighting before) {
        boolean coordinates = target.address().equals(before.coordinator());
        boolean suspends = !blow.suspension().isZero();
        if (blow.all()) {
            Hit hit = new Hit("all", false, true, nodes().nodes(), before);
            nodes().killAll();
            return hit;
        } else if (suspends) {
            Hit hit = new Hit(victim(target, coordinates) + ", suspended", false, false, List.of(target), before);
            target.suspend();
            return hit;
        }
        boolean learns = target.role() == Role.LEARNER;
        Hit hit = new Hit(victim(target, coordinates), learns, coordinates, List.of(target), before);
        target.kill();
        return hit;
    }

    private static String victim(ChaosNode node, boolean coordinates) {
        return coordinates ? "coordinator" : node.role().label();
    }

    /** Watches until the run has recovered from the hit and this long thereafter, or has ended. */
    private Sighting watch(
            Cluster eye,
            Sighting before,
            ChaosReport report,
            Optional<Hit> hit,
            Duration suspension,
            Duration thereafter) {
        long begun = System.nanoTime();
        long recovered = hit.isPresent() ? Long.MAX_VALUE : begun;
        boolean suspended = !suspension.isZero();
        Sighting last = before;
        while (true) {
            if (suspended && System.nanoTime() - begun >= suspension.toNanos()) {
                hit.orElseThrow().nodes().forEach(ChaosNode::resume);
                suspended = false;
            }
            nodes().supervise();
            try {
                Sighting seen = eye.look(disturbed());
                last = seen.tellsOfRun() ? seen : last;
                report.see(seen);
                hit.ifPresent(each -> each.see(seen));
                boolean over = hit.filter(each -> isOver(each, seen)).isPresent();
                if (recovered == Long.MAX_VALUE && !suspended && over) {
                    recovered = System.nanoTime();
                }
            } catch (ClusterException e) {
                giveUpAfterAWhile(begun, e);
            }
            boolean watched = recovered != Long.MAX_VALUE && System.nanoTime() - recovered >= thereafter.toNanos();
            if (watched || (last.ended() && !suspended)) {
                return last;
            } else if (System.nanoTime() - begun > PATIENCE.plus(thereafter).toNanos()) {
                throw standstill();
            }
            pause();
        }
    }

    /** Whether the run goes on and all nodes are back. */
    private boolean isOver(Hit hit, Sighting now) {
        boolean complete = nodes().nodes().stream().map(ChaosNode::address).allMatch(now.reachable()::containsKey);
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

    /** Stops all nodes; their ledger can be read then. */
    public void stopNodes() {
        cluster.ifPresent(ChaosCluster::close);
        cluster = Optional.empty();
    }

    @Override
    public void close() {
        stopNodes();
    }
}

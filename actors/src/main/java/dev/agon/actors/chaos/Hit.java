package dev.agon.actors.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One hit, and what was seen of the recovery from it. All times are seconds since the hit; whoever is killed is started
 * again at once.
 */
final class Hit {
    private static final double NEVER = Double.NaN;

    private final String victim;
    private final boolean needsUpdate;
    private final boolean needsTerm;
    private final List<ChaosNode> nodes;
    private final Sighting before;
    private final long begun = System.nanoTime();
    private Sighting latest;
    private double lastMove;
    private double noticed = NEVER;
    private double owned = NEVER;
    private double moved = NEVER;
    private double standstill;

    /**
     * @param victim who is hit, for the report
     * @param needsUpdate whether the run has only recovered once an update is committed, because the learner was hit
     * @param needsTerm whether a new coordinator must take over
     * @param nodes that are hit
     * @param before what was seen last
     */
    Hit(String victim, boolean needsUpdate, boolean needsTerm, List<ChaosNode> nodes, Sighting before) {
        this.victim = victim;
        this.needsUpdate = needsUpdate;
        this.needsTerm = needsTerm;
        this.nodes = List.copyOf(nodes);
        this.before = before;
        this.latest = before;
    }

    /** Notes what is seen now. */
    void see(Sighting now) {
        double time = seconds();
        if (Double.isNaN(noticed) && isMissed(now)) {
            noticed = time;
        }
        if (!now.tellsOfRun()) {
            return;
        }
        if (Double.isNaN(owned) && now.pulse().term() > before.pulse().term()) {
            owned = time;
        }
        if (now.movedSince(latest)) {
            standstill = Math.max(standstill, time - lastMove);
            lastMove = time;
        }
        boolean useful = needsUpdate ? now.pulse().updates() > before.pulse().updates() : now.movedSince(before);
        if (Double.isNaN(moved) && useful) {
            moved = time;
        }
        latest = now;
    }

    /** Whether the cluster has seen that a node which was hit is not there. */
    private boolean isMissed(Sighting now) {
        return nodes.stream().map(ChaosNode::address).anyMatch(address -> {
            String lost = before.reachable().get(address);
            return lost != null && !lost.equals(now.reachable().get(address));
        });
    }

    /** Whether the run goes on as before. */
    boolean recovered() {
        return !Double.isNaN(moved) && (!needsTerm || !Double.isNaN(owned));
    }

    double seconds() {
        return (System.nanoTime() - begun) * 1e-9;
    }

    String victim() {
        return victim;
    }

    String stage() {
        return before.stage();
    }

    List<ChaosNode> nodes() {
        return nodes;
    }

    /** When the cluster missed the node. */
    OptionalDouble noticed() {
        return known(noticed);
    }

    /** When a coordinator began a new term. */
    OptionalDouble owned() {
        return known(owned);
    }

    /** When the first result was stored, or the first update committed where the learner was hit. */
    OptionalDouble moved() {
        return known(moved);
    }

    /** The longest time from one stored result or update to the next, as far as the hit was watched. */
    double standstill() {
        return Math.max(standstill, Double.isNaN(moved) ? seconds() : 0);
    }

    private static OptionalDouble known(double time) {
        return Double.isNaN(time) ? OptionalDouble.empty() : OptionalDouble.of(time);
    }

    /** A line for people. */
    String line() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "while %-10s", stage()));
        append(line, "missed after", noticed());
        append(line, "new term after", owned());
        append(line, needsUpdate ? "update after" : "result after", moved());
        append(line, "longest standstill", OptionalDouble.of(standstill()));
        return Optional.of(latest.progress())
                .filter(progress -> !progress.isEmpty())
                .map(progress -> line + "  " + progress)
                .orElseGet(line::toString);
    }

    private static void append(StringBuilder line, String what, OptionalDouble seconds) {
        seconds.ifPresent(value -> line.append(String.format(Locale.ROOT, "  %s %.1f s", what, value)));
    }
}

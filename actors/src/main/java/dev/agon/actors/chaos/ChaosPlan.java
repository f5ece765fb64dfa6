package dev.agon.actors.chaos;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Decision;
import java.time.Duration;

/**
 * Which node meets what, and when: a pure function of the seed.
 *
 * @param seed of all draws
 * @param kills how many hits
 * @param iterations of the run, all of which the hits must find room in
 * @param pause mean of the time between the recovery from a hit and the next one
 * @param shares of the kinds of hits
 */
@Decision
public record ChaosPlan(long seed, int kills, int iterations, Duration pause, Shares shares) {
    private static final double LONGEST = 20;

    /**
     * Shares of the hits, each in [0, 1] and together at most 1; what they leave are kills of one node.
     *
     * @param whole that kill all nodes at once
     * @param suspended that suspend a node for a while
     * @param cut that cut a node's network for a while, every other one of them also from the database
     */
    public record Shares(double whole, double suspended, double cut) {}

    /** What a hit does. */
    enum Kind {
        /** SIGKILL to a node. */
        KILL,
        /** SIGKILL to all nodes at once. */
        KILL_ALL,
        /** SIGSTOP, and SIGCONT later. */
        SUSPEND,
        /** The node and the others cannot reach each other for a while; the database reaches all. */
        CUT_FROM_NODES,
        /** The node reaches nothing for a while. */
        CUT_FROM_ALL;

        /** Whether what was done is undone after a while. */
        boolean passes() {
            return this != KILL && this != KILL_ALL;
        }
    }

    /**
     * What happens next.
     *
     * @param victim index among those that may be hit
     * @param after time since the recovery from the hit before
     * @param lasting how long it lasts; zero for a kill
     */
    record Blow(int victim, Kind kind, Duration after, Duration lasting) {}

    /**
     * Whether the next hit must come as soon as the run goes on, with nodes still away: the share of the iterations
     * that is left has fallen to half that of the hits.
     *
     * @param hits that were made
     * @param updates that were committed
     */
    boolean presses(int hits, int updates) {
        return hits < kills && 2L * (iterations - updates) * kills <= (long) (kills - hits) * iterations;
    }

    /** The hit of this number, counted from 0, if there are so many who may be hit. */
    Blow blow(int number, int victims) {
        CounterRandom draw = CounterRandom.of(seed).at("chaos").at(number);
        double wait = -Math.log(1 - draw.uniformFloat(0)) * pause.toMillis();
        Kind kind = kind(draw.uniformFloat(1), draw.uniformFloat(4) < 0.5);
        double lasting = kind.passes() ? 1 + draw.uniformFloat(2) * (LONGEST - 1) : 0;
        return new Blow(draw.below(victims, 3), kind, Duration.ofMillis((long) wait), Duration.ofMillis((long)
                (lasting * 1000)));
    }

    private Kind kind(double draw, boolean fromAll) {
        if (draw < shares.whole) {
            return Kind.KILL_ALL;
        } else if (draw < shares.whole + shares.suspended) {
            return Kind.SUSPEND;
        } else if (draw < shares.whole + shares.suspended + shares.cut) {
            return fromAll ? Kind.CUT_FROM_ALL : Kind.CUT_FROM_NODES;
        }
        return Kind.KILL;
    }
}

package dev.agon.actors.chaos;

import dev.agon.actors.node.Role;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Decision;
import java.time.Duration;
import java.util.List;

/**
 * Which node meets what, and when: a pure function of the seed.
 *
 * @param seed of all draws
 * @param roles of the nodes that may be hit
 * @param kills how many hits
 * @param pause mean of the time between the recovery from a hit and the next one
 * @param suspended share of hits that only suspend the node for a while
 * @param whole share of hits that kill all nodes at once
 */
@Decision
public record ChaosPlan(long seed, List<Role> roles, int kills, Duration pause, double suspended, double whole) {
    private static final double LONGEST_SUSPENSION = 20;

    public ChaosPlan {
        roles = List.copyOf(roles);
    }

    /**
     * What happens next.
     *
     * @param node index of the node among those that may be hit
     * @param all whether all nodes are killed instead; none is suspended then
     * @param after time since the recovery from the hit before
     * @param suspension how long the node is suspended; zero kills it
     */
    record Blow(int node, boolean all, Duration after, Duration suspension) {}

    /** The hit of this number, counted from 0, if so many nodes may be hit. */
    Blow blow(int number, int nodes) {
        CounterRandom draw = CounterRandom.of(seed).at("chaos").at(number);
        double wait = -Math.log(1 - draw.uniformFloat(0)) * pause.toMillis();
        boolean all = draw.uniformFloat(4) < whole;
        boolean suspends = !all && draw.uniformFloat(1) < suspended;
        double suspension = suspends ? 1 + draw.uniformFloat(2) * (LONGEST_SUSPENSION - 1) : 0;
        return new Blow(draw.below(nodes, 3), all, Duration.ofMillis((long) wait), Duration.ofMillis((long)
                (suspension * 1000)));
    }
}

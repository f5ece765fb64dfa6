package dev.agon.actors.simulation;

import dev.agon.actors.coordinator.Drop;
import java.util.EnumMap;
import java.util.Map;

/** What all schedules together came across: a simulation in which nothing happens proves nothing. */
final class Tally {
    final Map<Drop, Long> drops = new EnumMap<>(Drop.class);
    long schedules;
    long steps;
    long crashes;
    long lost;
    long doubled;
    long fenced;
    long reissued;

    @Override
    public String toString() {
        return schedules + " schedules, " + steps + " disturbed steps, " + crashes + " crashes, " + lost + " lost, "
                + doubled + " doubled, " + fenced + " writes fenced, " + reissued + " units reissued, " + drops;
    }
}

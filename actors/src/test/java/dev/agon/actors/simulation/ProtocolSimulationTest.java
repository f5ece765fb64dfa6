package dev.agon.actors.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.coordinator.Drop;
import dev.agon.actors.coordinator.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The protocol under thousands of random schedules of loss, duplication, reordering, delay, suspension, crashes and
 * coordinators that have been replaced: every one ends in the same run.
 *
 * <p>{@code -Dagon.simulation.factor=100} plays so many times as many schedules. A failure names its schedule, which
 * {@code -Dagon.simulation.schedule=NUMBER} plays alone.
 */
class ProtocolSimulationTest {
    private static final int TRIES = 1_500;
    private static final int FACTOR = Integer.getInteger("agon.simulation.factor", 1);
    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final Tally TALLY = new Tally();
    private static final List<Expectation> RUNS = List.of(
            Expectation.of(Expectation.plan(false, Schedule.STRICT)),
            Expectation.of(Expectation.plan(true, Schedule.STRICT)),
            Expectation.of(Expectation.plan(false, Schedule.OVERLAPPED)),
            Expectation.of(Expectation.plan(true, Schedule.OVERLAPPED)));

    @Property(
            tries = TRIES,
            seed = "11",
            edgeCases = EdgeCasesMode.NONE,
            shrinking = ShrinkingMode.OFF,
            afterFailure = AfterFailureMode.RANDOM_SEED)
    void everyScheduleEndsInTheSameRun(@ForAll long first) {
        for (int more = 0; more < FACTOR; more++) {
            play(first + more * ODD, Optional.empty(), TALLY);
        }
    }

    @Test
    void oneSchedule() {
        long schedule = Long.getLong("agon.simulation.schedule", 1);
        Tally tally = new Tally();
        play(schedule, Optional.empty(), tally);
        assertEquals(1, tally.schedules);
    }

    /** A simulation that cannot fail proves nothing: each rule of the protocol, broken alone, is found out. */
    @ParameterizedTest
    @EnumSource(Flaw.class)
    void aBrokenRuleIsFoundOut(Flaw flaw) {
        assertThrows(AssertionError.class, () -> LongStream.range(0, 400)
                .forEach(schedule -> play(schedule, Optional.of(flaw), new Tally())));
    }

    /** Whatever the protocol is to withstand has happened. */
    @AfterContainer
    static void everythingHappened() {
        if (TALLY.schedules < (long) TRIES * FACTOR) {
            return; // a single test was asked for, or a schedule has failed
        }
        if (FACTOR > 1) {
            System.err.println("simulated: " + TALLY);
        }
        assertTrue(TALLY.crashes > TRIES, TALLY::toString);
        assertTrue(TALLY.lost > TRIES, TALLY::toString);
        assertTrue(TALLY.doubled > TRIES, TALLY::toString);
        assertTrue(TALLY.fenced > TRIES / 10, TALLY::toString);
        assertTrue(TALLY.reissued > TRIES, TALLY::toString);
        assertTrue(TALLY.drops.getOrDefault(Drop.DUPLICATE_RESULT, 0L) > TRIES, TALLY::toString);
        assertTrue(TALLY.drops.getOrDefault(Drop.STALE_COMMIT, 0L) > TRIES / 20, TALLY::toString);
        assertTrue(TALLY.drops.getOrDefault(Drop.UNKNOWN_RESULT, 0L) > TRIES / 20, TALLY::toString);
    }

    private static void play(long schedule, Optional<Flaw> flaw, Tally tally) {
        Expectation expected = RUNS.get((int) Math.floorMod(schedule, (long) RUNS.size()));
        try {
            new World(expected, flaw, schedule, tally).play();
        } catch (AssertionError e) {
            throw new AssertionError("schedule " + schedule + ": " + e.getMessage(), e);
        }
    }
}

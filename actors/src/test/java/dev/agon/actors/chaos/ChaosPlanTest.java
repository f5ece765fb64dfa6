package dev.agon.actors.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.chaos.ChaosPlan.Blow;
import dev.agon.actors.chaos.ChaosPlan.Kind;
import dev.agon.actors.chaos.ChaosPlan.Shares;
import dev.agon.protocol.message.RunPulse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {
    private static final int MANY = 4_000;
    private static final Shares MIXED = new Shares(0.1, 0.2, 0.3);

    @Test
    void theSeedAloneDecides() {
        assertEquals(blows(plan(7, MIXED)), blows(plan(7, MIXED)));
        assertNotEquals(blows(plan(7, MIXED)), blows(plan(8, MIXED)));
    }

    @Test
    void sharesAndMeansAreThoseThatWereAskedFor() {
        List<Blow> blows = blows(plan(1, MIXED));
        assertEquals(0.1, share(blows, blow -> blow.kind() == Kind.KILL_ALL), 0.03);
        assertEquals(0.2, share(blows, blow -> blow.kind() == Kind.SUSPEND), 0.03);
        assertEquals(0.15, share(blows, blow -> blow.kind() == Kind.CUT_FROM_NODES), 0.03);
        assertEquals(0.15, share(blows, blow -> blow.kind() == Kind.CUT_FROM_ALL), 0.03);
        assertEquals(1.0 / 6, share(blows, blow -> blow.victim() == 5), 0.03);
        assertEquals(
                2_000,
                blows.stream()
                        .mapToLong(blow -> blow.after().toMillis())
                        .average()
                        .orElse(0),
                150);
        assertTrue(blows.stream()
                .allMatch(blow -> blow.kind().passes()
                        ? blow.lasting().toMillis() >= 1_000 && blow.lasting().toSeconds() <= 20
                        : blow.lasting().isZero()));
        assertTrue(blows(plan(1, new Shares(0, 0, 0))).stream().allMatch(blow -> blow.kind() == Kind.KILL));
    }

    @Test
    void hitsPressWhereTheRunIsNearerItsEndThanTheyAre() {
        ChaosPlan plan = new ChaosPlan(1, 4, 40, Duration.ofSeconds(1), MIXED);
        assertFalse(plan.presses(3, 34));
        assertTrue(plan.presses(3, 35));
        assertTrue(plan.presses(1, 25));
        assertFalse(plan.presses(1, 24));
        assertFalse(plan.presses(4, 40));
    }

    @Test
    void aRunMovesByResultsAndUpdatesAndNotByATakeoverAlone() {
        Sighting before = seen(2, 5, 1);
        assertTrue(seen(2, 6, 1).movedSince(before));
        assertTrue(seen(3, 1, 1).movedSince(before));
        assertTrue(seen(3, 0, 2).movedSince(before));
        assertFalse(seen(3, 0, 1).movedSince(before));
        assertFalse(before.movedSince(before));
    }

    private static Sighting seen(long term, long results, int updates) {
        return new Sighting("running", "", "", new RunPulse(term, results, updates, Map.of()), "", Map.of());
    }

    private static ChaosPlan plan(long seed, Shares shares) {
        return new ChaosPlan(seed, MANY, 2 * MANY, Duration.ofSeconds(2), shares);
    }

    private static List<Blow> blows(ChaosPlan plan) {
        return IntStream.range(0, MANY).mapToObj(number -> plan.blow(number, 6)).toList();
    }

    private static double share(List<Blow> blows, Predicate<Blow> condition) {
        return (double) blows.stream().filter(condition).count() / MANY;
    }
}

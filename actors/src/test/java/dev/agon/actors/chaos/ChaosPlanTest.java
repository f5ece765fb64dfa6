package dev.agon.actors.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.chaos.ChaosPlan.Blow;
import dev.agon.actors.node.Role;
import dev.agon.protocol.message.RunPulse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {
    private static final int MANY = 4_000;

    @Test
    void theSeedAloneDecides() {
        assertEquals(blows(plan(7, 0.2, 0.1)), blows(plan(7, 0.2, 0.1)));
        assertNotEquals(blows(plan(7, 0.2, 0.1)), blows(plan(8, 0.2, 0.1)));
    }

    @Test
    void sharesAndMeansAreThoseThatWereAskedFor() {
        List<Blow> blows = blows(plan(1, 0.2, 0.1));
        assertEquals(0.1, share(blows.stream().filter(Blow::all).count()), 0.03);
        assertEquals(
                0.2 * 0.9,
                share(blows.stream().filter(blow -> !blow.suspension().isZero()).count()),
                0.03);
        assertEquals(
                1.0 / 6, share(blows.stream().filter(blow -> blow.node() == 5).count()), 0.03);
        assertEquals(
                2_000,
                blows.stream()
                        .mapToLong(blow -> blow.after().toMillis())
                        .average()
                        .orElse(0),
                150);
        assertTrue(blows.stream().allMatch(blow -> blow.suspension().toSeconds() <= 20));
        assertTrue(blows.stream()
                .noneMatch(blow -> blow.all() && !blow.suspension().isZero()));
        assertTrue(blows(plan(1, 0, 0)).stream()
                .noneMatch(blow -> blow.all() || !blow.suspension().isZero()));
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

    private static ChaosPlan plan(long seed, double suspended, double whole) {
        return new ChaosPlan(seed, List.of(Role.CONTROL), MANY, Duration.ofSeconds(2), suspended, whole);
    }

    private static List<Blow> blows(ChaosPlan plan) {
        return IntStream.range(0, MANY).mapToObj(number -> plan.blow(number, 6)).toList();
    }

    private static double share(long count) {
        return (double) count / MANY;
    }
}

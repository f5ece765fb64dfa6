package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.Purpose;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When a worker is late with a unit of work: when it has been silent, though workers repeat their account at an
 * interval, or when it has had the unit for several times as long as the others needed.
 *
 * @param <W> how a worker is addressed
 */
@Decision
public final class Lateness<W> {
    /** Units whose times are remembered for each purpose. */
    private static final int REMEMBERED = 64;
    /** Fewer units of others say nothing about how long one takes. */
    private static final int FEWEST = 3;

    private final Patience patience;
    private final Map<W, Long> heard = new LinkedHashMap<>();
    private final Map<Purpose, Deque<Time<W>>> times = new EnumMap<>(Purpose.class);

    /**
     * How long a worker may take.
     *
     * @param silence milliseconds without an account after which a worker is taken for suspended or dead
     * @param factor multiple of the others' median time after which a unit is late
     */
    public record Patience(long silence, double factor) {}

    private record Time<W>(W worker, long milliseconds) {}

    /** Nothing is known yet. */
    public Lateness(Patience patience) {
        this.patience = patience;
    }

    void heard(W worker, long now) {
        heard.put(worker, now);
    }

    void gone(W worker) {
        heard.remove(worker);
    }

    /** A worker has needed so long for a unit, from the grant until its result was in. */
    void took(Purpose purpose, W worker, long milliseconds) {
        Deque<Time<W>> of = times.computeIfAbsent(purpose, any -> new ArrayDeque<>());
        of.addLast(new Time<>(worker, milliseconds));
        if (of.size() > REMEMBERED) {
            of.removeFirst();
        }
    }

    /** Workers that are not silent. */
    int present(long now) {
        return (int)
                heard.keySet().stream().filter(worker -> !isSilent(worker, now)).count();
    }

    boolean isSilent(W worker, long now) {
        return now - heard.getOrDefault(worker, now) > patience.silence();
    }

    /** Whether a worker that has had a unit of this purpose since then is late with it. */
    boolean isLate(Purpose purpose, W worker, long since, long now) {
        if (isSilent(worker, now)) {
            return true;
        }
        Deque<Time<W>> known = times.getOrDefault(purpose, new ArrayDeque<>());
        if (known.stream().noneMatch(time -> isLate(since, now, time.milliseconds()))) {
            return false; // by no measure, so the median need not be found
        }
        List<Long> others = known.stream()
                .filter(time -> !time.worker().equals(worker))
                .map(Time::milliseconds)
                .sorted()
                .toList();
        return others.size() >= FEWEST && isLate(since, now, others.get(others.size() / 2));
    }

    private boolean isLate(long since, long now, long typical) {
        return now - since > patience.factor() * typical;
    }
}

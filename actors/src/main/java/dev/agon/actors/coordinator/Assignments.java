package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which worker has which unit of work. Nothing here is stored: workers repeat what they hold, so a new coordinator
 * knows it again after one round, and the worst that a lost or crossed message can cause is a unit done twice with the
 * same result. A unit whose holder is late is given to a second worker, and the first result wins.
 *
 * <p>Times are milliseconds of a clock that never goes back; they decide who does a unit, never what comes of it.
 *
 * @param <W> how a worker is addressed
 */
@Decision
public final class Assignments<W> {
    /** Requests that may cross a grant on the way; only a later one proves that the grant got lost. */
    private static final int CROSSING = 4;

    private final Lateness<W> lateness;
    private final Map<W, Demand> waiting = new LinkedHashMap<>();
    private final Map<String, List<Holder<W>>> holders = new TreeMap<>();

    private record Demand(long sequence, int capacity) {}

    private record Holder<W>(W worker, long sequence, long since) {}

    /**
     * What one request is answered with.
     *
     * @param reissued those of the items that a late worker holds, too
     */
    public record Grant<W>(W worker, long sequence, List<WorkItem> items, List<WorkId> reissued) {}

    /** No worker is known yet. */
    public Assignments(Lateness<W> lateness) {
        this.lateness = lateness;
    }

    /**
     * A worker's own account. An item that was granted in answer to a request some time ago and that the worker does
     * not hold got lost on the way, and is free again.
     */
    public void requested(W worker, long sequence, int capacity, Collection<WorkId> held, long now) {
        lateness.heard(worker, now);
        Set<String> names = new LinkedHashSet<>();
        held.forEach(id -> names.add(id.toString()));
        holders.forEach((name, of) -> of.removeIf(holder ->
                holder.worker().equals(worker) && holder.sequence() + CROSSING <= sequence && !names.contains(name)));
        holders.values().removeIf(List::isEmpty);
        names.forEach(name -> {
            List<Holder<W>> of = holders.computeIfAbsent(name, any -> new ArrayList<>());
            if (!isHeldBy(of, worker)) {
                of.add(new Holder<>(worker, sequence, now));
            }
        });
        waiting.remove(worker);
        if (capacity > 0) {
            waiting.put(worker, new Demand(sequence, capacity));
        }
    }

    private static <W> boolean isHeldBy(List<Holder<W>> holders, W worker) {
        return holders.stream().anyMatch(holder -> holder.worker().equals(worker));
    }

    /** The worker is gone; what it held is free again. */
    public void gone(W worker) {
        lateness.gone(worker);
        waiting.remove(worker);
        holders.values().forEach(of -> of.removeIf(holder -> holder.worker().equals(worker)));
    }

    /** This worker's result of the unit is in. */
    public void done(WorkId id, W worker, long now) {
        List<Holder<W>> of = holders.remove(id.toString());
        if (of != null) {
            of.stream()
                    .filter(holder -> holder.worker().equals(worker))
                    .forEach(holder -> lateness.took(id.purpose(), worker, now - holder.since()));
        }
    }

    /**
     * Hands the free items, and then those that are late, to the workers that wait, each request answered at most once,
     * and no worker given more than its share.
     */
    public List<Grant<W>> assign(List<WorkItem> open, long now) {
        List<WorkItem> free = new ArrayList<>();
        List<WorkItem> late = new ArrayList<>();
        for (WorkItem item : open) {
            List<Holder<W>> of = holders.getOrDefault(item.id().toString(), List.of());
            if (of.isEmpty()) {
                free.add(item);
            } else if (of.stream()
                    .allMatch(holder -> lateness.isLate(item.id().purpose(), holder.worker(), holder.since(), now))) {
                late.add(item);
            }
        }
        int workers = Math.max(1, lateness.present(now));
        int share = Math.max(1, -Math.floorDiv(-(free.isEmpty() ? late : free).size(), workers));
        List<Grant<W>> grants = new ArrayList<>();
        for (W worker : List.copyOf(waiting.keySet())) {
            if (!lateness.isSilent(worker, now)) {
                grant(worker, share, free, late, now).ifPresent(grants::add);
            }
        }
        return grants;
    }

    private Optional<Grant<W>> grant(W worker, int share, List<WorkItem> free, List<WorkItem> late, long now) {
        Demand demand = waiting.get(worker);
        List<WorkItem> items = new ArrayList<>();
        List<WorkId> reissued = new ArrayList<>();
        int most = Math.min(share, demand == null ? 0 : demand.capacity());
        while (items.size() < most && !free.isEmpty()) {
            items.add(free.remove(0));
        }
        for (WorkItem item : List.copyOf(late)) {
            if (items.size() < most && !isHeldBy(holders.getOrDefault(item.id().toString(), List.of()), worker)) {
                items.add(item);
                reissued.add(item.id());
                late.remove(item);
            }
        }
        if (demand == null || items.isEmpty()) {
            return Optional.empty();
        }
        waiting.remove(worker);
        items.forEach(item -> holders.computeIfAbsent(item.id().toString(), any -> new ArrayList<>())
                .add(new Holder<>(worker, demand.sequence(), now)));
        return Optional.of(new Grant<>(worker, demand.sequence(), items, reissued));
    }
}

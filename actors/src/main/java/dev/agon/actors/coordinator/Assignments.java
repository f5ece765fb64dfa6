package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    private final Map<WorkId, List<Holder<W>>> holders = new LinkedHashMap<>();

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
        holders.forEach((id, of) -> of.removeIf(holder ->
                holder.worker().equals(worker) && holder.sequence() + CROSSING <= sequence && !held.contains(id)));
        holders.values().removeIf(List::isEmpty);
        held.forEach(id -> {
            List<Holder<W>> of = holders.computeIfAbsent(id, any -> new ArrayList<>());
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
        List<Holder<W>> of = holders.remove(id);
        if (of != null) {
            of.stream()
                    .filter(holder -> holder.worker().equals(worker))
                    .forEach(holder -> lateness.took(id.purpose(), worker, now - holder.since()));
        }
    }

    /**
     * Hands the free items, and then those that are late, to the workers that wait, each request answered at most once,
     * and no worker given more than its share. Looks at no more items than it must, for it is asked after each message.
     *
     * @param open the items without a result, the most urgent first
     */
    public List<Grant<W>> assign(Collection<WorkItem> open, long now) {
        int wanted = waiting.entrySet().stream()
                .filter(demand -> !lateness.isSilent(demand.getKey(), now))
                .mapToInt(demand -> demand.getValue().capacity())
                .sum();
        if (wanted == 0) {
            return List.of();
        }
        List<WorkItem> free = new ArrayList<>();
        List<WorkItem> held = new ArrayList<>();
        Iterator<WorkItem> items = open.iterator();
        while (free.size() < wanted && items.hasNext()) {
            WorkItem item = items.next();
            (isFree(item) ? free : held).add(item);
        }
        List<WorkItem> late = free.size() < wanted
                ? new ArrayList<>(
                        held.stream().filter(item -> isLate(item, now)).toList())
                : new ArrayList<>();
        int left = free.isEmpty() ? late.size() : Math.max(free.size(), open.size() - holders.size());
        int workers = Math.max(1, lateness.present(now));
        int share = Math.max(1, -Math.floorDiv(-left, workers));
        List<Grant<W>> grants = new ArrayList<>();
        for (W worker : List.copyOf(waiting.keySet())) {
            if (!lateness.isSilent(worker, now)) {
                grant(worker, share, free, late, now).ifPresent(grants::add);
            }
        }
        return grants;
    }

    private boolean isFree(WorkItem item) {
        return holders.getOrDefault(item.id(), List.of()).isEmpty();
    }

    private boolean isLate(WorkItem item, long now) {
        return holders.getOrDefault(item.id(), List.of()).stream()
                .allMatch(holder -> lateness.isLate(item.id().purpose(), holder.worker(), holder.since(), now));
    }

    private Optional<Grant<W>> grant(W worker, int share, List<WorkItem> free, List<WorkItem> late, long now) {
        Demand demand = waiting.get(worker);
        int most = Math.min(share, demand == null ? 0 : demand.capacity());
        List<WorkItem> first = free.subList(0, Math.min(most, free.size()));
        List<WorkItem> items = new ArrayList<>(first);
        first.clear();
        List<WorkId> reissued = new ArrayList<>();
        for (WorkItem item : List.copyOf(late)) {
            if (items.size() < most && !isHeldBy(holders.getOrDefault(item.id(), List.of()), worker)) {
                items.add(item);
                reissued.add(item.id());
                late.remove(item);
            }
        }
        if (demand == null || items.isEmpty()) {
            return Optional.empty();
        }
        waiting.remove(worker);
        items.forEach(item -> holders.computeIfAbsent(item.id(), any -> new ArrayList<>())
                .add(new Holder<>(worker, demand.sequence(), now)));
        return Optional.of(new Grant<>(worker, demand.sequence(), items, reissued));
    }
}

package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which worker has which unit of work. Nothing here is stored: workers repeat what they hold, so a new coordinator
 * knows it again after one round, and the worst that a lost or crossed message can cause is a unit done twice with the
 * same result.
 *
 * @param <W> how a worker is addressed
 */
@Decision
final class Assignments<W> {
    /** Requests that may cross a grant on the way; only a later one proves that the grant got lost. */
    private static final int CROSSING = 4;

    private final Set<W> workers = new LinkedHashSet<>();
    private final Map<W, Demand> waiting = new LinkedHashMap<>();
    private final Map<String, Holder<W>> holders = new TreeMap<>();

    private record Demand(long sequence, int capacity) {}

    private record Holder<W>(W worker, long sequence) {}

    /** What one request is answered with. */
    record Grant<W>(W worker, long sequence, List<WorkItem> items) {}

    /**
     * A worker's own account. An item that was granted in answer to a request some time ago and that the worker does
     * not hold got lost on the way, and is free again.
     */
    void requested(W worker, long sequence, int capacity, Collection<WorkId> held) {
        workers.add(worker);
        Set<String> names = new LinkedHashSet<>();
        held.forEach(id -> names.add(id.toString()));
        holders.entrySet()
                .removeIf(entry -> entry.getValue().worker().equals(worker)
                        && entry.getValue().sequence() + CROSSING <= sequence
                        && !names.contains(entry.getKey()));
        names.forEach(name -> holders.putIfAbsent(name, new Holder<>(worker, sequence)));
        waiting.remove(worker);
        if (capacity > 0) {
            waiting.put(worker, new Demand(sequence, capacity));
        }
    }

    /** The worker is gone; what it held is free again. */
    void gone(W worker) {
        workers.remove(worker);
        waiting.remove(worker);
        holders.values().removeIf(holder -> holder.worker().equals(worker));
    }

    /** The unit's result is in. */
    void done(WorkId id) {
        holders.remove(id.toString());
    }

    /**
     * Hands the free items to the workers that wait, each request answered at most once, and no worker given more than
     * its share of what is free.
     */
    List<Grant<W>> assign(List<WorkItem> open) {
        List<WorkItem> free = new ArrayList<>(open.stream()
                .filter(item -> !holders.containsKey(item.id().toString()))
                .toList());
        List<Grant<W>> grants = new ArrayList<>();
        int share = Math.max(1, -Math.floorDiv(-free.size(), Math.max(1, workers.size())));
        Iterator<Map.Entry<W, Demand>> requests = waiting.entrySet().iterator();
        while (requests.hasNext() && !free.isEmpty()) {
            Map.Entry<W, Demand> request = requests.next();
            Demand demand = request.getValue();
            List<WorkItem> part = free.subList(0, Math.min(free.size(), Math.min(share, demand.capacity())));
            List<WorkItem> items = List.copyOf(part);
            part.clear();
            items.forEach(item -> holders.put(item.id().toString(), new Holder<>(request.getKey(), demand.sequence())));
            grants.add(new Grant<>(request.getKey(), demand.sequence(), items));
            requests.remove();
        }
        return grants;
    }
}

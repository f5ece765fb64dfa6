package dev.agon.actors.metrics;

import dev.agon.protocol.Purpose;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.Dropped;
import dev.agon.protocol.message.RunProgress.LedgerAwaited;
import dev.agon.protocol.message.RunProgress.RunDone;
import dev.agon.protocol.message.RunProgress.ShardDone;
import dev.agon.protocol.message.RunProgress.TermStarted;
import dev.agon.protocol.message.RunProgress.UpdateDone;
import dev.agon.protocol.message.RunProgress.UpdateStarted;
import dev.agon.protocol.message.RunProgress.WorkHandedOut;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A run's figures for Prometheus, from the progress that its coordinator tells; on the node that keeps the jobs. After
 * a takeover another node tells them, from zero. Names and meanings are in {@code docs/metrics.md}. Thread-safe.
 */
public final class RunMetrics implements Consumer<RunProgress>, AutoCloseable {
    /** Meters of the units of one purpose. */
    private record Work(AtomicLong outstanding, Counter done, Counter tokens) {}

    private final MeterRegistry registry;
    private final String run;
    private final List<Meter> meters = new ArrayList<>();
    private final AtomicLong term;
    private final AtomicLong version;
    private final AtomicLong iterations;
    private final AtomicLong ledgerAwaited;
    private final Map<Purpose, Work> work = new EnumMap<>(Purpose.class);
    private final Map<String, Counter> drops = new HashMap<>();
    private final Counter handedOut;
    private final Counter reissued;
    private final Counter samples;
    private final Counter ledgerWaits;
    private final Counter generating;
    private final Counter judging;
    private final Timer updates;
    private long updateBegun;

    RunMetrics(MeterRegistry registry, String run) {
        this.registry = registry;
        this.run = run;
        term = gauge("agon.run.term", "Term of the coordinator; it grows with each takeover.");
        version = gauge("agon.run.policy.version", "Number of the newest committed version: the iteration in work.");
        iterations = gauge("agon.run.iterations", "Updates that the run will have.");
        ledgerAwaited = gauge("agon.ledger.awaited", "1 while the ledger's database does not answer.");
        for (Purpose purpose : Purpose.values()) {
            String label = purpose.name().toLowerCase(Locale.ROOT);
            work.put(
                    purpose,
                    new Work(
                            gauge("agon.work.outstanding", "Units of the open stage, not done.", "purpose", label),
                            counter("agon.work.done", "Units whose result was stored.", "purpose", label),
                            counter("agon.rollout.tokens", "Tokens of stored answers.", "purpose", label)));
        }
        handedOut = counter("agon.work.handed.out", "Units given to workers, again or for the first time.");
        reissued = counter("agon.work.reissued", "Units given to a second worker because the first was late.");
        samples = counter("agon.learner.samples", "Answers that committed updates consumed.");
        ledgerWaits = counter("agon.ledger.waits", "Outages of the ledger's database that were waited for.");
        generating = counter("agon.rollout.busy.seconds", "Time that workers took to answer stored units.");
        judging = counter("agon.judge.busy.seconds", "Time that judges took to judge stored units.");
        updates = Timer.builder("agon.update")
                .description("Time from the first grant of an update to its commit.")
                .tag("run", run)
                .register(registry);
        meters.add(updates);
    }

    private AtomicLong gauge(String name, String description, String... tags) {
        AtomicLong value = new AtomicLong();
        meters.add(Gauge.builder(name, value, AtomicLong::doubleValue)
                .description(description)
                .tag("run", run)
                .tags(tags)
                .strongReference(true)
                .register(registry));
        return value;
    }

    private Counter counter(String name, String description, String... tags) {
        Counter counter = Counter.builder(name)
                .description(description)
                .tag("run", run)
                .tags(tags)
                .register(registry);
        meters.add(counter);
        return counter;
    }

    @Override
    public synchronized void accept(RunProgress progress) {
        if (progress instanceof TermStarted started) {
            term.set(started.term());
            version.set(started.committed());
            iterations.set(started.iterations());
            ledgerAwaited.set(0);
        } else if (progress instanceof WorkHandedOut handed) {
            handedOut.increment(handed.units());
            reissued.increment(handed.reissued());
        } else if (progress instanceof ShardDone shard) {
            onShard(shard);
        } else if (progress instanceof UpdateStarted) {
            updateBegun = System.nanoTime();
        } else if (progress instanceof UpdateDone update) {
            onUpdate(update);
        } else if (progress instanceof LedgerAwaited) {
            ledgerWaits.increment(ledgerAwaited.getAndSet(1) == 0 ? 1 : 0);
        } else if (progress instanceof Dropped dropped) {
            drops.computeIfAbsent(
                            dropped.reason(),
                            reason -> counter("agon.work.dropped", "What arrived and was dropped.", "reason", reason))
                    .increment();
        } else if (progress instanceof RunDone) {
            work.values().forEach(of -> of.outstanding().set(0));
        }
    }

    private void onShard(ShardDone shard) {
        Work of = Objects.requireNonNull(work.get(shard.purpose())); // every purpose has one
        of.outstanding().set((long) shard.total() - shard.done());
        of.done().increment();
        of.tokens().increment((double) shard.effort().tokens());
        generating.increment(shard.effort().generateSeconds());
        judging.increment(shard.effort().judgeSeconds());
    }

    private void onUpdate(UpdateDone update) {
        version.set(update.update().version().number());
        samples.increment((double) update.update().samples());
        if (updateBegun != 0) { // its beginning may have been told to another node
            updates.record(System.nanoTime() - updateBegun, TimeUnit.NANOSECONDS);
        }
    }

    /** The run's lines are told no longer. */
    @Override
    public synchronized void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }
}

package dev.agon.actors.run;

import dev.agon.env.metric.Probe;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.summary.UpdateSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a run: draws the live line and keeps the figures of each version in {@code metrics.jsonl} and for
 * TensorBoard. It may be told things twice, or miss some, without harm to the run. Thread-safe.
 */
public final class RunView implements Consumer<RunProgress>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunView.class);

    private final LiveLine line;
    private final MetricsLog metrics;
    private final InstantSource clock;
    private final int iterations;
    private final double testShare;
    private final Instant begun;
    private final SortedMap<Integer, SortedMap<String, Double>> figures;
    private final SortedMap<String, Long> drops = new TreeMap<>();
    private @Nullable Progress latest;
    private @Nullable Instant outageBegun;
    private double startedAt = Double.NaN;
    private double reached;
    private int version;
    private Instant stageBegun;
    private String stage = "starting";
    private long stageTokens;

    /**
     * @param iterations of the whole run
     * @param testShare work of the final test as a share of an iteration's
     */
    public RunView(LiveLine line, MetricsLog metrics, InstantSource clock, int iterations, double testShare) {
        this.line = line;
        this.metrics = metrics;
        this.clock = clock;
        this.figures = metrics.figures();
        this.iterations = iterations;
        this.testShare = testShare;
        this.begun = clock.instant();
        this.stageBegun = begun;
    }

    @Override
    public synchronized void accept(RunProgress progress) {
        if (progress instanceof RunProgress.LedgerAwaited awaited) {
            onOutage(awaited);
        } else if (progress instanceof RunProgress.TermStarted term) {
            onLedgerBack();
            version = term.committed();
            show("starting", version);
        } else if (progress instanceof RunProgress.ShardDone shard) {
            onShard(shard);
        } else if (progress instanceof RunProgress.UpdateStarted update) {
            show("learning", update.iteration() + 0.7);
        } else if (progress instanceof RunProgress.UpdateDone update) {
            onUpdate(update.update());
        } else if (progress instanceof RunProgress.VersionEvaluated evaluated) {
            onEvaluation(evaluated.evaluation());
        } else if (progress instanceof RunProgress.Dropped dropped) {
            LOG.debug("{}: {} in this term", dropped.reason(), dropped.count());
            drops.merge(dropped.reason(), 1L, Long::sum);
        } else if (progress instanceof RunProgress.RunDone done) {
            onDone(done.summary());
        }
    }

    /** Said once, and shown for as long as it lasts. */
    private void onOutage(RunProgress.LedgerAwaited outage) {
        if (outageBegun == null) {
            outageBegun = clock.instant();
            line.note(outage.message());
        }
        stage = "waiting for the ledger";
        show(stage, reached);
    }

    private void onLedgerBack() {
        if (outageBegun != null) {
            line.note("The ledger answers again, after "
                    + Progress.clock(Duration.between(outageBegun, clock.instant())) + ".");
            outageBegun = null;
        }
    }

    private void onShard(RunProgress.ShardDone shard) {
        enter(stageOf(shard.purpose()));
        stageTokens += shard.effort().tokens();
        double share = (double) shard.done() / shard.total();
        switch (shard.purpose()) {
            case TRAIN -> show(stage + " " + shard.done() + "/" + shard.total(), shard.version() + 0.6 * share);
            // Runs beside the next iteration, which tells how far the run is.
            case VALIDATE -> show(stage + " " + shard.done() + "/" + shard.total(), reached);
            case TEST -> show(stage + " " + shard.done() + "/" + shard.total(), iterations + testShare * share);
        }
    }

    private static String stageOf(Purpose purpose) {
        return switch (purpose) {
            case TRAIN -> "sampling";
            case VALIDATE -> "validating";
            case TEST -> "testing";
        };
    }

    private void enter(String next) {
        if (!next.equals(stage)) {
            stage = next;
            stageBegun = clock.instant();
            stageTokens = 0;
        }
    }

    private void onUpdate(UpdateSummary update) {
        version = update.iteration() + 1;
        LOG.info("update {} of {} is done: {}", version, iterations, IterationMetrics.text(update.metrics()));
        IterationMetrics.of(update).forEach(this::keep);
        show("learned", version);
    }

    private void onEvaluation(Evaluation evaluation) {
        Map<String, Double> of = IterationMetrics.of(evaluation);
        LOG.info("version {} of {} is evaluated: {}", evaluation.version(), iterations, IterationMetrics.text(of));
        keep(evaluation.version(), of);
    }

    /** What a kill kept from being told while the run worked is in the summary. */
    private void onDone(RunSummary summary) {
        summary.updates().forEach(update -> IterationMetrics.of(update).forEach(this::keep));
        summary.evaluations().forEach(each -> keep(each.version(), IterationMetrics.of(each)));
        drops.forEach((reason, count) -> LOG.info("{}: {}", reason, count));
        drops.clear(); // the end may be told twice
    }

    /** Adds figures to those of a version; its line is only written again if one of them is news. */
    private void keep(int of, Map<String, Double> news) {
        SortedMap<String, Double> known = figures.computeIfAbsent(of, any -> new TreeMap<>());
        if (!known.entrySet().containsAll(news.entrySet())) {
            known.putAll(news);
            metrics.add(of, clock.instant().toEpochMilli() / 1e3, known);
        }
    }

    /** @param position of the run: iterations done, with the part of the one at work */
    private void show(String what, double position) {
        Instant now = clock.instant();
        if (Double.isNaN(startedAt)) {
            startedAt = position;
        }
        reached = position;
        double stageSeconds = Duration.between(stageBegun, now).toMillis() / 1e3;
        latest = new Progress(
                Math.min(iterations, (int) position + 1),
                iterations,
                what,
                stageTokens > 0 && stageSeconds > 0 ? stageTokens / stageSeconds : Double.NaN,
                last(IterationMetrics.WIN_RATE),
                last(IterationMetrics.KL),
                last(Probe.EXPLOITABILITY),
                eta(position, Duration.between(begun, now)));
        line.show(latest);
    }

    private double last(String name) {
        double value = Double.NaN;
        for (SortedMap<String, Double> of : figures.values()) {
            value = of.getOrDefault(name, value);
        }
        return value;
    }

    private @Nullable Duration eta(double position, Duration passed) {
        double done = position - startedAt;
        if (done < 0.05) {
            return null;
        }
        double left = iterations + testShare - position;
        return Duration.ofMillis((long) (passed.toMillis() / done * Math.max(0, left)));
    }

    /** What was shown last; null before anything was. */
    public synchronized @Nullable Progress latest() {
        return latest;
    }

    @Override
    public synchronized void close() {
        line.close();
        metrics.close();
    }
}

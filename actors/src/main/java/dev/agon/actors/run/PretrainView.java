package dev.agon.actors.run;

import dev.agon.learner.pretrain.Pretraining;
import dev.agon.policy.ModelConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a pre-training as it goes, keeps its figures, and stops it when asked to. */
public final class PretrainView implements Pretraining.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PretrainView.class);
    private static final Duration REDRAW = Duration.ofMillis(200);

    private final Terminal terminal;
    private final MetricsLog metrics;
    private final Duration interval;
    private final InstantSource clock;
    private final StopSignal stop;
    private Instant begun = Instant.EPOCH;
    private Instant next = Instant.MIN;
    private int from;
    private long tokens;
    private double validationLoss = Double.NaN;
    private double trainLoss = Double.NaN;

    /** @param interval time between two lines where the output is no terminal */
    public PretrainView(
            RunDirectory directory, Terminal terminal, Duration interval, InstantSource clock, StopSignal stop) {
        this.terminal = terminal;
        this.metrics = new MetricsLog(directory.metrics(), directory.tensorboard());
        this.interval = terminal.interactive() ? REDRAW : interval;
        this.clock = clock;
        this.stop = stop;
    }

    @Override
    public void started(ModelConfig model, int texts, int leftOut, long epochTokens, int fromStep, int steps) {
        begun = clock.instant();
        from = fromStep;
        terminal.line(String.format(
                Locale.ROOT,
                "%d layers of width %d, vocabulary %,d; %,d texts (%,d too long for the context), %,d tokens an epoch;"
                        + " steps %,d to %,d",
                model.layers(),
                model.hiddenSize(),
                model.vocabSize(),
                texts,
                leftOut,
                epochTokens,
                fromStep + 1,
                steps));
    }

    @Override
    public boolean stepped(int step, int steps, int stepTokens, double loss, double learningRate) {
        tokens += stepTokens;
        trainLoss = Double.isNaN(trainLoss) ? loss : 0.95 * trainLoss + 0.05 * loss;
        Instant now = clock.instant();
        if (!now.isBefore(next) || step == steps) {
            next = now.plus(interval);
            show(line(step, steps, Duration.between(begun, now)));
        }
        return !stop.requested();
    }

    private String line(int step, int steps, Duration passed) {
        double seconds = Math.max(1e-3, passed.toMillis() / 1e3);
        Duration left = Duration.ofMillis((long) (seconds * 1e3 / (step - from) * (steps - step)));
        String validation =
                Double.isNaN(validationLoss) ? "" : String.format(Locale.ROOT, "  validation %.3f", validationLoss);
        return String.format(
                Locale.ROOT,
                "step %,d/%,d  %,.0f tokens/s  loss %.3f%s  ETA %s",
                step,
                steps,
                tokens / seconds,
                trainLoss,
                validation,
                Progress.clock(left));
    }

    private void show(String line) {
        if (terminal.interactive()) {
            terminal.live(line);
        } else {
            terminal.line(line);
        }
    }

    @Override
    public void validated(int step, double loss) {
        validationLoss = loss;
        LOG.info("step {}: validation loss {}", step, loss);
        metrics.add(step, clock.instant().toEpochMilli() / 1e3, IterationMetrics.ofPretraining(trainLoss, loss));
    }

    /** Whether training has begun; before that it may be refused. */
    public boolean begun() {
        return begun.isAfter(Instant.EPOCH);
    }

    /** Removes the live line. */
    @Override
    public void close() {
        terminal.live("");
        metrics.close();
    }
}

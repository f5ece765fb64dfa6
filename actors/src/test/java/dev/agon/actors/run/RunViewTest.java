package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.summary.UpdateSummary;
import dev.agon.protocol.summary.WinRate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RunViewTest {
    private static final PolicyVersion START = new PolicyVersion(0, "start", "ab", 1);
    private static final List<UpdateSummary> UPDATES = List.of(update(0, 0.0), update(1, 0.25));
    private static final List<Evaluation> EVALUATIONS = List.of(evaluation(0), evaluation(1), evaluation(2));

    private final Path directory;

    RunViewTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aLedgerThatDoesNotAnswerIsSaidOnceAndItsReturnToo() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(shown, true, StandardCharsets.UTF_8), false, false, 80);
        Instant[] now = {Instant.EPOCH};
        MetricsLog metrics = new MetricsLog(lines("outage"), directory.resolve("outage"));
        LiveLine line = new LiveLine(terminal, Duration.ofSeconds(10), () -> now[0]);
        try (RunView view = new RunView(line, metrics, () -> now[0], 4, 0.1)) {
            view.accept(new RunProgress.TermStarted(1, 0, 4));
            for (int second = 0; second <= 12; second++) {
                now[0] = Instant.ofEpochSecond(second);
                view.accept(new RunProgress.LedgerAwaited("The database db does not answer."));
            }
            view.accept(new RunProgress.TermStarted(2, 0, 4));
        }
        assertEquals(
                List.of(
                        "iteration 1/4  starting",
                        "The database db does not answer.",
                        "iteration 1/4  waiting for the ledger",
                        "The ledger answers again, after 12s."),
                shown.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void theDistanceFromTheStartStandsBesideTheVersionThatItWasMeasuredOf() throws IOException {
        tell("run", new RunProgress.UpdateDone(UPDATES.get(0)), new RunProgress.UpdateDone(UPDATES.get(1)));
        Map<Integer, ? extends Map<String, Double>> figures = MetricsLog.read(lines("run"));
        assertEquals(Map.of("objective/kl", 0.0), figures.get(0));
        assertEquals(Map.of("objective/kl", 0.25, "loss", 0.5), figures.get(1));
        assertEquals(Map.of("loss", 1.5), figures.get(2));
    }

    @Test
    void aRunThatIsResumedBetweenUpdateAndEvaluationKeepsTheFiguresOfBoth() throws IOException {
        tell("run", new RunProgress.UpdateDone(UPDATES.get(0)));
        tell("run", new RunProgress.VersionEvaluated(EVALUATIONS.get(1)));
        Map<String, Double> figures =
                new TreeMap<>(MetricsLog.read(lines("run")).getOrDefault(1, new TreeMap<>()));
        assertEquals(0.5, figures.get("loss"));
        assertEquals(0.6, figures.get("eval/win_rate"));
    }

    @Test
    void figuresThatAKillKeptFromBeingToldAreThereAtTheEnd() throws IOException {
        RunProgress done = new RunProgress.RunDone(new RunSummary(START, START, UPDATES, EVALUATIONS, List.of()));
        tell(
                "undisturbed",
                new RunProgress.VersionEvaluated(EVALUATIONS.get(0)),
                new RunProgress.UpdateDone(UPDATES.get(0)),
                new RunProgress.VersionEvaluated(EVALUATIONS.get(1)),
                new RunProgress.UpdateDone(UPDATES.get(1)),
                new RunProgress.VersionEvaluated(EVALUATIONS.get(2)),
                done);
        tell("killed", new RunProgress.VersionEvaluated(EVALUATIONS.get(0)));
        tell("killed", new RunProgress.UpdateDone(UPDATES.get(1)), done);
        assertEquals(Files.readString(lines("undisturbed")), Files.readString(lines("killed")));
        assertTrue(Files.readString(lines("killed")).contains("completions/distinct2"));
    }

    @Test
    void theLogHasALineForEachUpdateAndEachEvaluation() {
        Logger logger = (Logger) LoggerFactory.getLogger(RunView.class);
        Level level = logger.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        try {
            tell(
                    "run",
                    new RunProgress.UpdateDone(UPDATES.get(0)),
                    new RunProgress.VersionEvaluated(EVALUATIONS.get(1)));
        } finally {
            logger.setLevel(level);
            logger.detachAppender(log);
        }
        List<String> messages =
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertEquals("update 1 of 2 is done: loss 0.5000, objective/kl 0.000", messages.get(0));
        assertTrue(messages.get(1).startsWith("version 1 of 2 is evaluated: "), messages.get(1));
    }

    @Test
    void aValidationBesideTheNextIterationDoesNotTurnTheTimeLeftBack() {
        Instant[] now = {Instant.EPOCH};
        Terminal terminal = new Terminal(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false, false, 80);
        LiveLine line = new LiveLine(terminal, Duration.ofSeconds(10), () -> now[0]);
        MetricsLog metrics = new MetricsLog(lines("run"), directory.resolve("tensorboard"));
        try (RunView view = new RunView(line, metrics, () -> now[0], 2, 1)) {
            view.accept(new RunProgress.TermStarted(1, 0, 2));
            now[0] = Instant.ofEpochSecond(60);
            view.accept(shard(Purpose.TRAIN, 1, 1));
            Progress sampled = Objects.requireNonNull(view.latest());
            view.accept(shard(Purpose.VALIDATE, 1, 4));
            Progress validated = Objects.requireNonNull(view.latest());
            assertEquals("sampling 1/1", sampled.stage());
            assertEquals("validating 1/4", validated.stage());
            assertEquals(sampled.eta(), validated.eta());
        }
    }

    private static RunProgress shard(Purpose purpose, int done, int total) {
        return new RunProgress.ShardDone(purpose, 0, done, total, new WorkResult.Effort(100, 1, 1));
    }

    private void tell(String run, RunProgress... progress) {
        Terminal terminal = new Terminal(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false, false, 80);
        LiveLine line = new LiveLine(terminal, Duration.ofSeconds(10), () -> Instant.EPOCH);
        MetricsLog metrics = new MetricsLog(lines(run), directory.resolve(run + "-tensorboard"));
        try (RunView view = new RunView(line, metrics, () -> Instant.EPOCH, 2, 1)) {
            List.of(progress).forEach(view);
        }
    }

    private Path lines(String run) {
        return directory.resolve(run + ".jsonl");
    }

    private static UpdateSummary update(int iteration, double kl) {
        return new UpdateSummary(
                iteration,
                new PolicyVersion(iteration + 1, "place", "cd", 1),
                "ef",
                new TreeMap<>(Map.of("objective/kl", kl, "loss", iteration + 0.5)),
                1,
                1,
                0,
                0);
    }

    private static Evaluation evaluation(int version) {
        WinRate rate = new WinRate(0.5 + 0.1 * version, 0.4, 0.9, 10);
        return new Evaluation(version, rate, rate, new TreeMap<>(Map.of("plain", rate)), 10, 5, 1, 0.75);
    }
}

package dev.agon.actors.coordinator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.FakeRun;
import dev.agon.actors.judge.JudgeActor;
import dev.agon.actors.rollout.RolloutActor;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.Observe;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.ShardDone;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Locate;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.rollout.Generator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many units of work a second a coordinator, workers and judges can hand round, {@code mvn -Pbench verify}: the
 * real actors and their messages in one JVM, a journal in memory, and in place of a model one that answers at once or
 * after a while.
 */
@Tag("bench")
class DispatchBenchTest {
    private static final Config CONFIG = ConfigFactory.parseString(
                    """
                    pekko.actor.provider = local
                    pekko.loglevel = WARNING
                    pekko.persistence.journal.plugin = pekko.persistence.journal.inmem
                    pekko.persistence.testkit.snapshots.serialize = off
                    """)
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.parseResources("pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    private static final PolicyVersion START = new PolicyVersion(0, "start", "00", 1);
    private static final int JUDGES = 4;

    @Test
    void unitsASecondWhenTheModelTakesNoTime() {
        play(8, 2_000, Duration.ZERO); // warms up
        for (int units : new int[] {1_000, 5_000, 20_000}) {
            double seconds = play(8, units, Duration.ZERO);
            System.out.printf(
                    Locale.ROOT,
                    "%,d units, 8 workers: %.2f s, %,.0f units a second%n",
                    units,
                    seconds,
                    units / seconds);
        }
    }

    @Test
    void twoHundredAndFiftySixNodesAreKeptBusy() {
        Duration latency = Duration.ofMillis(500);
        play(256, 256, latency); // warms up
        int rounds = 60; // so that the first and the last one, in which workers wait, weigh little
        double ideal = rounds * latency.toMillis() * 1e-3;
        for (int nodes : new int[] {16, 256}) {
            double seconds = play(nodes, rounds * nodes, latency);
            System.out.printf(
                    Locale.ROOT,
                    "%d nodes, %d units of %d ms: %.2f s, %.1f %% of ideal%n",
                    nodes,
                    rounds * nodes,
                    latency.toMillis(),
                    seconds,
                    100 * ideal / seconds);
            assertTrue(ideal / seconds >= 0.95, nodes + " nodes are not kept busy");
        }
    }

    /** Seconds from the first unit's grant to the last one's result. */
    private static double play(int workers, int units, Duration latency) {
        ActorTestKit kit = ActorTestKit.create("dispatch", CONFIG);
        try {
            ActorRef<CoordinatorCommand> coordinator = kit.spawn(Coordinator.create(
                    plan(units),
                    "run|bench",
                    FakeRun.ledger(Path.of("not-opened")).outage(),
                    progress -> {}));
            CompletableFuture<Long> end = new CompletableFuture<>();
            AtomicLong begin = new AtomicLong();
            ActorRef<RunProgress> observer = kit.spawn(watcher(units, begin, end));
            coordinator.tell(new Observe(observer));
            ActorRef<WeightsCommand> weights = kit.spawn(weights());
            for (int judge = 0; judge < JUDGES; judge++) {
                kit.spawn(JudgeActor.create(() -> FakeRun::judge, coordinator));
            }
            for (int worker = 0; worker < workers; worker++) {
                kit.spawn(RolloutActor.create(() -> generator(latency), new RolloutActor.Peers(coordinator, weights)));
            }
            return (end.join() - begin.get()) * 1e-9;
        } finally {
            kit.shutdownTestKit();
        }
    }

    /** One training stage of so many units of one prompt. */
    private static RunPlan plan(int units) {
        return new RunPlan(
                "digest",
                7,
                START,
                1,
                1,
                2,
                2,
                2,
                false,
                Schedule.STRICT,
                0.95,
                (purpose, iteration) -> prompts(purpose, purpose == Purpose.TRAIN ? units : 1));
    }

    private static List<Prompt> prompts(Purpose purpose, int count) {
        return IntStream.range(0, count)
                .mapToObj(p -> new Prompt(purpose + "-" + p, "word " + p, Map.of()))
                .toList();
    }

    private static Generator generator(Duration latency) {
        return (WorkItem item) -> {
            if (!latency.isZero()) {
                LockSupport.parkNanos(latency.toNanos());
            }
            return FakeRun.answer(item, 42);
        };
    }

    private static Behavior<WeightsCommand> weights() {
        return Behaviors.receive(WeightsCommand.class)
                .onMessage(Locate.class, locate -> {
                    locate.replyTo().tell(new Located(locate.version()));
                    return Behaviors.same();
                })
                .build();
    }

    private static Behavior<RunProgress> watcher(int units, AtomicLong begin, CompletableFuture<Long> end) {
        return Behaviors.receive(RunProgress.class)
                .onMessage(RunProgress.WorkHandedOut.class, handed -> {
                    begin.compareAndSet(0, System.nanoTime());
                    return Behaviors.same();
                })
                .onMessage(ShardDone.class, done -> {
                    if (done.purpose() == Purpose.TRAIN && done.done() == units) {
                        end.complete(System.nanoTime());
                    }
                    return Behaviors.same();
                })
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }
}

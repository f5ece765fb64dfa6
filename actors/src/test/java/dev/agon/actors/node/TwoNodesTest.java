package dev.agon.actors.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.FakeRun;
import dev.agon.actors.TrainingRun;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.summary.RunSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control and learner on one node, rollout and judge on another: every message crosses the wire. */
class TwoNodesTest {
    @TempDir
    private Path temporary;

    @Test
    void twoNodesArriveAtTheResultOfOne() throws Exception {
        PolicyVersion start = FakeRun.startingModel(temporary.resolve("model"));
        RunSummary alone = TrainingRun.start(setup("alone", start), progress -> {})
                .finished()
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);

        NodeSetup setup = setup("together", start);
        CompletableFuture<RunSummary> outcome = new CompletableFuture<>();
        setup.ledger().prepare(message -> false);
        ActorSystem<Guardian.Command> control = node(setup, List.of("control", "learner"), progress -> {
            if (progress instanceof RunProgress.RunDone done) {
                outcome.complete(done.summary());
            }
        });
        ActorSystem<Guardian.Command> workers = node(setup, List.of("rollout", "judge"), progress -> {});
        Join toControl = Join.create(Cluster.get(control).selfMember().address());
        Cluster.get(control).manager().tell(toControl);
        Cluster.get(workers).manager().tell(toControl);
        try {
            assertEquals(alone, outcome.get(120, TimeUnit.SECONDS));
        } finally {
            workers.tell(Guardian.Command.STOP);
            control.tell(Guardian.Command.STOP);
            workers.getWhenTerminated().toCompletableFuture().get(120, TimeUnit.SECONDS);
            control.getWhenTerminated().toCompletableFuture().get(120, TimeUnit.SECONDS);
        }
    }

    private NodeSetup setup(String name, PolicyVersion start) {
        return FakeRun.setup(temporary.resolve(name), FakeRun.plan(start, 2, true), 2);
    }

    private static ActorSystem<Guardian.Command> node(
            NodeSetup setup, List<String> roles, Consumer<RunProgress> progress) {
        Config config = ConfigFactory.parseMap(Map.of("pekko.cluster.roles", roles))
                .withFallback(setup.ledger().pekkoConfig())
                .withFallback(ConfigFactory.parseResources("pekko.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        return ActorSystem.create(Guardian.create(setup, progress), "agon", config);
    }
}

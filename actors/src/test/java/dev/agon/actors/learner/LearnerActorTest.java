package dev.agon.actors.learner;

import static org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete;
import static org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.FakeRun;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.ReportUnlearned;
import dev.agon.protocol.message.LearnerCommand;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Keep;
import dev.agon.protocol.message.WeightsReply.Located;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerActorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Config CONFIG = ConfigFactory.parseString("pekko.actor.provider = local")
            .withFallback(ConfigFactory.parseResources("pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    private static final ActorTestKit KIT = ActorTestKit.create("learner", CONFIG);

    @TempDir
    private Path run;

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    @Test
    void anUpdateFromAStepWithoutItsOptimizerEndsTheRun() {
        TestProbe<CoordinatorCommand> coordinator = KIT.createTestProbe();
        TestProbe<WeightsCommand> weights = KIT.createTestProbe();
        Checkpoints checkpoints = new Checkpoints(run);
        PolicyVersion base = checkpoints.publish(1, FakeRun::startingModel); // weights alone
        ActorRef<LearnerCommand> learner = KIT.spawn(LearnerActor.create(
                FakeRun::update, checkpoints, new LearnerActor.Peers(coordinator.getRef(), weights.getRef())));
        learner.tell(new UpdateGranted(1, 1, base, List.of()));
        Path place = checkpoints.locate(base);
        weights.expectMessageClass(Keep.class, PATIENCE)
                .replyTo()
                .tell(new Located(new PolicyVersion(1, place.toString(), base.sha256(), base.bytes())));
        List<CoordinatorCommand> heard = coordinator.fishForMessage(
                PATIENCE, message -> message instanceof ReportUnlearned ? complete() : continueAndIgnore());
        RunFailure failure = ((ReportUnlearned) heard.get(heard.size() - 1)).failure();
        assertEquals(RunFailure.Kind.INPUT, failure.kind());
        assertTrue(failure.message().contains("lacks optimizer.safetensors"), failure.message());
    }
}

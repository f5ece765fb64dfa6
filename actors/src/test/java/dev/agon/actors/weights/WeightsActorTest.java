package dev.agon.actors.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.FakeRun;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Locate;
import dev.agon.protocol.message.WeightsCommand.VersionsCommitted;
import dev.agon.protocol.message.WeightsReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsActorTest {
    private static final Config CONFIG = ConfigFactory.parseString("pekko.actor.provider = local")
            .withFallback(ConfigFactory.parseResources("pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    private static final ActorTestKit KIT = ActorTestKit.create("weights", CONFIG);

    @TempDir
    private Path run;

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    @Test
    void whatOpenWorkNeedsStaysHoweverFewAreKept() {
        Checkpoints checkpoints = new Checkpoints(run);
        List<PolicyVersion> versions = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            versions.add(checkpoints.publish(number, FakeRun::startingModel));
        }
        TestProbe<CoordinatorCommand> coordinator = KIT.createTestProbe();
        TestProbe<WeightsReply> answers = KIT.createTestProbe();
        ActorRef<WeightsCommand> weights = KIT.spawn(WeightsActor.create(
                checkpoints,
                2,
                coordinator.getRef(),
                new WeightsActor.Surroundings("fake", WeightsSource.NONE, OtherNodes.NONE)));

        weights.tell(new VersionsCommitted(1, versions, 3));
        weights.tell(new Locate(versions.get(2), answers.getRef()));
        answers.expectMessageClass(WeightsReply.Located.class, Duration.ofSeconds(60));
        assertEquals(List.of(3, 4, 5), checkpoints.numbers());

        weights.tell(new VersionsCommitted(1, versions, 5));
        weights.tell(new Locate(versions.get(2), answers.getRef()));
        answers.expectMessageClass(WeightsReply.Unavailable.class, Duration.ofSeconds(60));
        assertEquals(List.of(4, 5), checkpoints.numbers());
    }
}

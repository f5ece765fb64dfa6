package dev.agon.actors.rollout;

import static org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete;
import static org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.FakeRun;
import dev.agon.protocol.Completion;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.CoordinatorCommand.ReportUnanswered;
import dev.agon.protocol.message.CoordinatorCommand.RequestWork;
import dev.agon.protocol.message.RolloutCommand;
import dev.agon.protocol.message.RolloutCommand.ResultStored;
import dev.agon.protocol.message.RolloutCommand.WorkGranted;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Locate;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.protocol.message.WeightsReply.Unavailable;
import dev.agon.rollout.Generator;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a worker does with a unit that it cannot answer. */
class RolloutActorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Config CONFIG = ConfigFactory.parseString("pekko.actor.provider = local")
            .withFallback(ConfigFactory.parseResources("pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    private static final ActorTestKit KIT = ActorTestKit.create("rollout", CONFIG);
    private static final PolicyVersion VERSION = new PolicyVersion(0, "start", "00", 1);
    private static final WorkItem ITEM = item();

    private final TestProbe<CoordinatorCommand> coordinator = KIT.createTestProbe();
    private final TestProbe<WeightsCommand> weights = KIT.createTestProbe();

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    @Test
    void aUnitWhoseWeightsAreGoneIsDroppedIfTheCoordinatorDoesNotWantIt() {
        ActorRef<RolloutCommand> worker = worker(item -> FakeRun.answer(item, 42));
        worker.tell(new WorkGranted(1, List.of(ITEM)));
        RunFailure gone = new RunFailure(RunFailure.Kind.INPUT, "The weights are gone.");
        located().replyTo().tell(new Unavailable(0, gone));
        ReportUnanswered report = fish(ReportUnanswered.class);
        assertEquals(ITEM.id(), report.id());
        assertEquals(gone, report.failure());
        assertEquals(ITEM.id(), fish(ReportUnanswered.class).id(), "it is repeated until it is answered");
        report.worker().tell(new ResultStored(ITEM.id()));
        coordinator.fishForMessage(
                PATIENCE,
                message ->
                        message instanceof RequestWork request && request.held().isEmpty()
                                ? complete()
                                : continueAndIgnore());
    }

    @Test
    void anErrorThatEndsTheGeneratorIsReported() {
        ActorRef<RolloutCommand> worker = worker(item -> {
            throw new AssertionError("broken");
        });
        worker.tell(new WorkGranted(1, List.of(ITEM)));
        located().replyTo().tell(new Located(VERSION));
        RunFailure failure = fish(ReportFailure.class).failure();
        assertEquals(RunFailure.Kind.INTERNAL, failure.kind());
        assertTrue(failure.message().contains("broken"), failure.message());
    }

    private ActorRef<RolloutCommand> worker(Generator generator) {
        return KIT.spawn(
                RolloutActor.create(() -> generator, new RolloutActor.Peers(coordinator.getRef(), weights.getRef())));
    }

    private Locate located() {
        return weights.expectMessageClass(Locate.class, PATIENCE);
    }

    private <T extends CoordinatorCommand> T fish(Class<T> type) {
        List<CoordinatorCommand> caught = coordinator.fishForMessage(
                PATIENCE, message -> type.isInstance(message) ? complete() : continueAndIgnore());
        return type.cast(caught.get(caught.size() - 1));
    }

    private static WorkItem item() {
        List<Prompt> prompts = FakeRun.prompts(Purpose.TRAIN, 0);
        List<List<Completion>> opponents = Collections.nCopies(prompts.size(), List.of());
        return new WorkItem(new WorkId(Purpose.TRAIN, 0, 0), 7, VERSION, prompts, 1, opponents);
    }
}

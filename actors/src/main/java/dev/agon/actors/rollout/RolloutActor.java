package dev.agon.actors.rollout;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Failures;
import dev.agon.actors.judge.JudgeActor;
import dev.agon.actors.rollout.GeneratorActor.Generate;
import dev.agon.actors.rollout.GeneratorActor.Generated;
import dev.agon.actors.rollout.GeneratorActor.GenerationFailed;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.CoordinatorCommand.ReportResult;
import dev.agon.protocol.message.CoordinatorCommand.ReportUnanswered;
import dev.agon.protocol.message.CoordinatorCommand.RequestWork;
import dev.agon.protocol.message.JudgeCommand;
import dev.agon.protocol.message.JudgeCommand.JudgeShard;
import dev.agon.protocol.message.RolloutCommand;
import dev.agon.protocol.message.RolloutCommand.Internal;
import dev.agon.protocol.message.RolloutCommand.ResultStored;
import dev.agon.protocol.message.RolloutCommand.ShardVerdicts;
import dev.agon.protocol.message.RolloutCommand.WorkGranted;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Locate;
import dev.agon.protocol.message.WeightsReply;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.protocol.message.WeightsReply.Unavailable;
import dev.agon.rollout.Generator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * A rollout worker: asks for units of work, has each answered by its generator and judged by a judge, and holds it
 * until the coordinator has stored the result. While one unit is judged the next is answered.
 *
 * <p><b>What a crash loses:</b> the units that it holds; the coordinator gives them to another worker, and their random
 * numbers, and so their results, are the same there.
 */
public final class RolloutActor extends AbstractBehavior<RolloutCommand> {
    private enum Tick implements Internal {
        REPEAT
    }

    private record JudgesListed(Receptionist.Listing listing) implements Internal {}

    private record WeightsAnswered(WeightsReply reply) implements Internal {}

    /** Whom a worker talks to. */
    public record Peers(ActorRef<CoordinatorCommand> coordinator, ActorRef<WeightsCommand> weights) {}

    private final Peers peers;
    private final ActorRef<Generate> generator;
    private final ActorRef<WeightsReply> weightsReplies;
    private final Workbench<ActorRef<JudgeCommand>> bench;
    private boolean begun;

    private RolloutActor(
            ActorContext<RolloutCommand> context, Supplier<Generator> generators, Peers peers, ActorSettings settings) {
        super(context);
        this.peers = peers;
        this.bench = new Workbench<>(settings.window(), settings.judgePatience());
        this.generator = context.spawn(
                GeneratorActor.create(generators, context.getSelf()),
                "generator",
                DispatcherSelector.fromConfig("agon-pinned-dispatcher"));
        context.watch(generator);
        this.weightsReplies = context.messageAdapter(WeightsReply.class, WeightsAnswered::new);
        context.getSystem()
                .receptionist()
                .tell(Receptionist.subscribe(
                        JudgeActor.KEY, context.messageAdapter(Receptionist.Listing.class, JudgesListed::new)));
    }

    /** A worker; {@code generators} is called on the thread that generates. */
    public static Behavior<RolloutCommand> create(Supplier<Generator> generators, Peers peers) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorSettings settings = ActorSettings.of(context.getSystem());
            RolloutActor worker = new RolloutActor(context, generators, peers, settings);
            timers.startTimerWithFixedDelay(Tick.REPEAT, settings.pollInterval());
            return worker.take(worker.bench.begin());
        }));
    }

    @Override
    public Receive<RolloutCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(WorkGranted.class, this::onWorkGranted)
                .onMessage(WeightsAnswered.class, this::onWeightsAnswered)
                .onMessage(Generated.class, this::onGenerated)
                .onMessage(ShardVerdicts.class, this::onShardVerdicts)
                .onMessage(ResultStored.class, this::onResultStored)
                .onMessage(GenerationFailed.class, this::onGenerationFailed)
                .onMessage(JudgesListed.class, this::onJudgesListed)
                .onMessage(Tick.class, this::onTick)
                .onSignal(ChildFailed.class, this::onGeneratorDied)
                .build();
    }

    private Behavior<RolloutCommand> onWorkGranted(WorkGranted granted) {
        return take(bench.granted(granted.items()));
    }

    private Behavior<RolloutCommand> onWeightsAnswered(WeightsAnswered answer) {
        if (answer.reply() instanceof Located reply) {
            return take(bench.located(reply.version()));
        } else if (answer.reply() instanceof Unavailable unavailable) {
            return take(bench.unavailable(unavailable.version(), unavailable.failure()));
        }
        return this;
    }

    private Behavior<RolloutCommand> onGenerated(Generated generated) {
        return take(bench.generated(generated.id(), generated.groups(), generated.seconds()));
    }

    private Behavior<RolloutCommand> onShardVerdicts(ShardVerdicts verdicts) {
        return take(bench.judged(verdicts.id(), verdicts.verdicts(), verdicts.seconds()));
    }

    private Behavior<RolloutCommand> onResultStored(ResultStored stored) {
        return take(bench.stored(stored.id()));
    }

    private Behavior<RolloutCommand> onGenerationFailed(GenerationFailed failed) {
        return take(bench.failed(failed.id(), failed.failure()));
    }

    /** An error that it does not handle; nobody would answer the unit that it had. */
    private Behavior<RolloutCommand> onGeneratorDied(ChildFailed died) {
        peers.coordinator().tell(new ReportFailure(Failures.of(died.getCause())));
        return this;
    }

    private Behavior<RolloutCommand> onTick(Tick tick) {
        return take(bench.repeat());
    }

    /**
     * Judges of this node come first: they die with it, while one that is lost elsewhere is missed only after a while.
     */
    private Behavior<RolloutCommand> onJudgesListed(JudgesListed listed) {
        List<ActorRef<JudgeCommand>> all = listed.listing().getServiceInstances(JudgeActor.KEY).stream()
                .sorted() // the same order on every node
                .toList();
        List<ActorRef<JudgeCommand>> here = all.stream()
                .filter(judge -> judge.path().address().hasLocalScope())
                .toList();
        bench.judges(here.isEmpty() ? all : here);
        return this;
    }

    private Behavior<RolloutCommand> take(List<Workbench.Step<ActorRef<JudgeCommand>>> steps) {
        steps.forEach(this::take);
        return this;
    }

    private void take(Workbench.Step<ActorRef<JudgeCommand>> step) {
        ActorRef<RolloutCommand> self = getContext().getSelf();
        if (step instanceof Workbench.Ask<?> ask) {
            peers.coordinator().tell(new RequestWork(self, ask.sequence(), ask.capacity(), ask.held()));
        } else if (step instanceof Workbench.Locate<?> locate) {
            peers.weights().tell(new Locate(locate.version(), weightsReplies));
        } else if (step instanceof Workbench.Generate<?> generate) {
            noteBeginning(generate.item().policy());
            generator.tell(new Generate(generate.item()));
        } else if (step instanceof Workbench.Judge<ActorRef<JudgeCommand>> judge) {
            judge.judge().tell(new JudgeShard(judge.id(), judge.groups(), self));
        } else if (step instanceof Workbench.Report<?> report) {
            peers.coordinator().tell(new ReportResult(report.result(), self));
        } else if (step instanceof Workbench.GiveUp<?> lost) {
            peers.coordinator().tell(new ReportUnanswered(lost.id(), lost.failure(), self));
        }
    }

    private void noteBeginning(PolicyVersion version) {
        if (!begun) {
            begun = true;
            getContext().getLog().info("Samples, first with version {}", version.number());
        }
    }
}

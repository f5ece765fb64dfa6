package dev.agon.actors.rollout;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Failures;
import dev.agon.actors.judge.JudgeActor;
import dev.agon.actors.rollout.GeneratorActor.Generate;
import dev.agon.actors.rollout.GeneratorActor.Generated;
import dev.agon.actors.rollout.GeneratorActor.GenerationFailed;
import dev.agon.actors.rollout.Job.Answered;
import dev.agon.actors.rollout.Job.Generating;
import dev.agon.actors.rollout.Job.Judged;
import dev.agon.actors.rollout.Job.Judging;
import dev.agon.actors.rollout.Job.Unanswered;
import dev.agon.actors.rollout.Job.Waiting;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
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
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Locate;
import dev.agon.protocol.message.WeightsReply;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.protocol.message.WeightsReply.Unavailable;
import dev.agon.rollout.Generator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final ActorSettings settings;
    private final ActorRef<Generate> generator;
    private final ActorRef<WeightsReply> weightsReplies;
    private final Map<WorkId, Job> jobs = new LinkedHashMap<>(); // in the order of their arrival
    private List<ActorRef<JudgeCommand>> judges = List.of();
    private Optional<PolicyVersion> located = Optional.empty();
    private long sequence;

    private RolloutActor(ActorContext<RolloutCommand> context, Supplier<Generator> generators, Peers peers) {
        super(context);
        this.peers = peers;
        this.settings = ActorSettings.of(context.getSystem());
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
            RolloutActor worker = new RolloutActor(context, generators, peers);
            timers.startTimerWithFixedDelay(Tick.REPEAT, worker.settings.pollInterval());
            worker.requestWork();
            return worker;
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

    // ---- from grant to result ---------------------------------------------------------------------------------------

    private Behavior<RolloutCommand> onWorkGranted(WorkGranted granted) {
        granted.items().forEach(item -> jobs.putIfAbsent(item.id(), new Waiting(item)));
        generateNext();
        return this;
    }

    /** Gives the generator the next unit if it is idle, once the unit's weights are verified. */
    private void generateNext() {
        if (jobs.values().stream().anyMatch(Generating.class::isInstance)) {
            return;
        }
        Optional<WorkItem> next = jobs.values().stream()
                .filter(Waiting.class::isInstance)
                .map(job -> ((Waiting) job).item())
                .findFirst();
        if (next.isEmpty()) {
            return;
        }
        WorkItem item = next.get();
        Optional<PolicyVersion> local =
                located.filter(version -> version.number() == item.policy().number());
        if (local.isPresent()) {
            jobs.put(item.id(), new Generating(item));
            generator.tell(new Generate(new WorkItem(
                    item.id(), item.seed(), local.get(), item.prompts(), item.samples(), item.opponents())));
        } else {
            peers.weights().tell(new Locate(item.policy(), weightsReplies));
        }
    }

    private Behavior<RolloutCommand> onWeightsAnswered(WeightsAnswered answer) {
        if (answer.reply() instanceof Located reply) {
            located = Optional.of(reply.version());
            generateNext();
        } else if (answer.reply() instanceof Unavailable unavailable) {
            jobs.entrySet().stream()
                    .filter(job -> job.getValue() instanceof Waiting waiting
                            && waiting.item().policy().number() == unavailable.version())
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(id -> giveUp(id, unavailable.failure()));
            generateNext();
        }
        return this;
    }

    /** Old weights go once nobody needs them, so only the coordinator knows whether this is a failure. */
    private void giveUp(WorkId id, RunFailure failure) {
        jobs.put(id, new Unanswered(failure));
        peers.coordinator().tell(new ReportUnanswered(id, failure, getContext().getSelf()));
    }

    private Behavior<RolloutCommand> onGenerated(Generated generated) {
        if (jobs.get(generated.id()) instanceof Generating) {
            long tokens = generated.groups().stream()
                    .flatMap(group -> group.completions().stream())
                    .filter(completion ->
                            completion.policyVersion() == generated.id().iteration()) // opponents were paid for before
                    .mapToLong(completion -> completion.tokens().size())
                    .sum();
            sendToJudge(generated.id(), new Answered(generated.groups(), tokens, generated.seconds()));
        }
        generateNext();
        return this;
    }

    private void sendToJudge(WorkId id, Answered answered) {
        if (judges.isEmpty()) {
            jobs.put(id, answered);
            return;
        }
        ActorRef<JudgeCommand> judge = judges.get(id.shard() % judges.size());
        jobs.put(id, new Judging(answered, judge, 0));
        judge.tell(new JudgeShard(id, answered.groups(), getContext().getSelf()));
    }

    private Behavior<RolloutCommand> onShardVerdicts(ShardVerdicts verdicts) {
        if (jobs.get(verdicts.id()) instanceof Judging judging) {
            Answered answered = judging.answered();
            WorkResult result = new WorkResult(
                    verdicts.id(),
                    judged(answered.groups(), verdicts.verdicts()),
                    new WorkResult.Effort(answered.tokens(), answered.seconds(), verdicts.seconds()));
            jobs.put(verdicts.id(), new Judged(result));
            peers.coordinator().tell(new ReportResult(result, getContext().getSelf()));
        }
        return this;
    }

    private static List<JudgedGroup> judged(List<Group> groups, List<Verdict> verdicts) {
        List<JudgedGroup> judged = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            judged.add(new JudgedGroup(groups.get(g), verdicts.get(g)));
        }
        return judged;
    }

    private Behavior<RolloutCommand> onResultStored(ResultStored stored) {
        jobs.remove(stored.id());
        requestWork();
        return this;
    }

    private Behavior<RolloutCommand> onGenerationFailed(GenerationFailed failed) {
        if (jobs.get(failed.id()) instanceof Generating) {
            giveUp(failed.id(), failed.failure());
        }
        generateNext();
        return this;
    }

    /** An error that it does not handle; nobody would answer the unit that it had. */
    private Behavior<RolloutCommand> onGeneratorDied(ChildFailed died) {
        peers.coordinator().tell(new ReportFailure(Failures.of(died.getCause())));
        return this;
    }

    // ---- repetition -------------------------------------------------------------------------------------------------

    private void requestWork() {
        sequence++;
        peers.coordinator()
                .tell(new RequestWork(
                        getContext().getSelf(), sequence, settings.window() - jobs.size(), List.copyOf(jobs.keySet())));
    }

    private Behavior<RolloutCommand> onTick(Tick tick) {
        for (Map.Entry<WorkId, Job> entry : List.copyOf(jobs.entrySet())) {
            if (entry.getValue() instanceof Answered answered) {
                sendToJudge(entry.getKey(), answered);
            } else if (entry.getValue() instanceof Judging judging) {
                onStillJudging(entry.getKey(), judging.waitedLonger());
            } else if (entry.getValue() instanceof Unanswered unanswered) {
                giveUp(entry.getKey(), unanswered.failure());
            } else if (entry.getValue() instanceof Judged judged) {
                peers.coordinator()
                        .tell(new ReportResult(judged.result(), getContext().getSelf()));
            }
        }
        generateNext();
        requestWork();
        return this;
    }

    private void onStillJudging(WorkId id, Judging judging) {
        if (judging.waited() >= settings.judgePatience() || !judges.contains(judging.judge())) {
            sendToJudge(id, judging.answered());
        } else {
            jobs.put(id, judging);
        }
    }

    private Behavior<RolloutCommand> onJudgesListed(JudgesListed listed) {
        judges = listed.listing().getServiceInstances(JudgeActor.KEY).stream()
                .sorted() // the same order on every node
                .toList();
        return this;
    }
}

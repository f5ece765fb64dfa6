package dev.agon.actors.judge;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Failures;
import dev.agon.actors.Retries;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.JudgeCommand;
import dev.agon.protocol.message.JudgeCommand.JudgeShard;
import dev.agon.protocol.message.RolloutCommand.ShardVerdicts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Judges one unit of work after the other on its own thread. A judge that fails is made anew and tried again after a
 * pause; a failure that no repetition cures ends the run.
 *
 * <p><b>What a crash loses:</b> the units in its mailbox; the workers still hold them and send them to another judge.
 */
public final class JudgeActor extends AbstractBehavior<JudgeCommand> {
    /** Under which workers find the judges. */
    public static final ServiceKey<JudgeCommand> KEY = ServiceKey.create(JudgeCommand.class, "judge");

    private final Supplier<GroupJudge> judges;
    private final ActorRef<CoordinatorCommand> coordinator;
    private final Retries retries;
    private Optional<GroupJudge> judge = Optional.empty();

    private JudgeActor(
            ActorContext<JudgeCommand> context, Supplier<GroupJudge> judges, ActorRef<CoordinatorCommand> coordinator) {
        super(context);
        this.judges = judges;
        this.coordinator = coordinator;
        this.retries = new Retries(ActorSettings.of(context.getSystem()));
    }

    /** A judge; {@code judges} is called on the actor's thread. */
    public static Behavior<JudgeCommand> create(Supplier<GroupJudge> judges, ActorRef<CoordinatorCommand> coordinator) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return new JudgeActor(context, judges, coordinator);
        });
    }

    @Override
    public Receive<JudgeCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(JudgeShard.class, this::onJudgeShard)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<JudgeCommand> onJudgeShard(JudgeShard shard) {
        try {
            long started = System.nanoTime();
            GroupJudge current = judge.orElseGet(judges);
            judge = Optional.of(current);
            List<Verdict> verdicts = current.judge(shard.groups());
            retries.afterSuccess();
            shard.worker().tell(new ShardVerdicts(shard.id(), verdicts, (System.nanoTime() - started) * 1e-9));
        } catch (RuntimeException e) {
            onFailure(shard, e);
        }
        return this;
    }

    private void onFailure(JudgeShard shard, RuntimeException cause) {
        discardJudge();
        Optional<Duration> wait = Failures.endsRun(cause) ? Optional.empty() : retries.afterFailure();
        if (wait.isPresent()) {
            getContext().getLog().warn("Judging {} failed and is tried again in {}", shard.id(), wait.get(), cause);
            getContext().scheduleOnce(wait.get(), getContext().getSelf(), shard);
        } else {
            getContext().getLog().debug("Judging {} failed", shard.id(), cause);
            coordinator.tell(new ReportFailure(Failures.of(cause)));
        }
    }

    private Behavior<JudgeCommand> onPostStop() {
        discardJudge();
        return this;
    }

    private void discardJudge() {
        judge.ifPresent(GroupJudge::close);
        judge = Optional.empty();
    }
}

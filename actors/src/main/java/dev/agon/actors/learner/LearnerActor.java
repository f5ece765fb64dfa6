package dev.agon.actors.learner;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Failures;
import dev.agon.actors.Retries;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.learner.DivergedException;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.CommitUpdate;
import dev.agon.protocol.message.CoordinatorCommand.FetchShard;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.CoordinatorCommand.RequestGrant;
import dev.agon.protocol.message.LearnerCommand;
import dev.agon.protocol.message.LearnerCommand.Internal;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.LearnerCommand.UpdateStored;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Locate;
import dev.agon.protocol.message.WeightsReply;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.protocol.message.WeightsReply.Unavailable;
import dev.agon.protocol.wire.LedgerWire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Makes the updates that the coordinator grants: fetches the judged shards in id order, learns from them, publishes a
 * checkpoint and offers it for commit. Runs on a pinned thread, which the update blocks.
 *
 * <p><b>What a crash loses:</b> the update in work and a checkpoint that was not committed. The next grant starts from
 * the last committed checkpoint, weights and optimizer, and arrives at the same weights.
 */
public final class LearnerActor extends AbstractBehavior<LearnerCommand> {
    private enum Control implements Internal {
        /** Repeat what has not been answered. */
        TICK,
        /** Try a failed update again. */
        RETRY
    }

    private record WeightsAnswered(WeightsReply reply) implements Internal {}

    /** Whom the learner talks to. */
    public record Peers(ActorRef<CoordinatorCommand> coordinator, ActorRef<WeightsCommand> weights) {}

    private final Supplier<UpdateFunction> functions;
    private final Checkpoints checkpoints;
    private final Peers peers;
    private final Retries retries;
    private final ActorRef<WeightsReply> weightsReplies;
    private Optional<UpdateFunction> function = Optional.empty();
    private OptionalInt held = OptionalInt.empty(); // number of the version that the function holds
    private Optional<Attempt> attempt = Optional.empty();
    private Optional<CommitUpdate> commit = Optional.empty();
    private boolean paused;

    private LearnerActor(
            ActorContext<LearnerCommand> context,
            Supplier<UpdateFunction> functions,
            Checkpoints checkpoints,
            Peers peers) {
        super(context);
        this.functions = functions;
        this.checkpoints = checkpoints;
        this.peers = peers;
        this.retries = new Retries(ActorSettings.of(context.getSystem()));
        this.weightsReplies = context.messageAdapter(WeightsReply.class, WeightsAnswered::new);
    }

    /** A learner; {@code functions} is called on the actor's thread. */
    public static Behavior<LearnerCommand> create(
            Supplier<UpdateFunction> functions, Checkpoints checkpoints, Peers peers) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Duration interval = ActorSettings.of(context.getSystem()).pollInterval();
            timers.startTimerWithFixedDelay(Control.TICK, interval);
            LearnerActor learner = new LearnerActor(context, functions, checkpoints, peers);
            learner.proceed();
            return learner;
        }));
    }

    @Override
    public Receive<LearnerCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(UpdateGranted.class, this::onUpdateGranted)
                .onMessage(WeightsAnswered.class, this::onWeightsAnswered)
                .onMessage(ShardFetched.class, this::onShardFetched)
                .onMessage(UpdateStored.class, this::onUpdateStored)
                .onMessage(UpdateRefused.class, this::onUpdateRefused)
                .onMessage(Control.class, this::onControl)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<LearnerCommand> onUpdateGranted(UpdateGranted granted) {
        if (attempt.filter(current -> current.isFor(granted)).isEmpty()) {
            attempt = Optional.of(Attempt.at(granted));
            commit = Optional.empty();
            proceed();
        }
        return this;
    }

    private Behavior<LearnerCommand> onWeightsAnswered(WeightsAnswered answer) {
        if (answer.reply() instanceof Unavailable unavailable) {
            peers.coordinator().tell(new ReportFailure(unavailable.failure()));
        } else if (answer.reply() instanceof Located located) {
            PolicyVersion version = located.version();
            Optional<Attempt> waiting = attempt.filter(current ->
                    current.base().isEmpty() && current.grant().base().number() == version.number());
            if (waiting.isPresent()) {
                attempt = waiting.map(current -> current.located(Path.of(version.place())));
                proceed();
            }
        }
        return this;
    }

    private Behavior<LearnerCommand> onShardFetched(ShardFetched fetched) {
        Optional<Attempt> before = attempt;
        attempt = attempt.map(current -> current.fetched(fetched.term(), fetched.result()));
        if (!attempt.equals(before)) {
            proceed();
        }
        return this;
    }

    private Behavior<LearnerCommand> onUpdateStored(UpdateStored stored) {
        if (commit.filter(offered -> offered.iteration() == stored.iteration()).isPresent()) {
            attempt = Optional.empty();
            commit = Optional.empty();
            proceed();
        }
        return this;
    }

    private Behavior<LearnerCommand> onUpdateRefused(UpdateRefused refused) {
        if (attempt.filter(current -> current.grant().iteration() == refused.iteration())
                .isPresent()) {
            getContext().getLog().warn("Update of iteration {} discarded: {}", refused.iteration(), refused.reason());
            attempt = Optional.empty();
            commit = Optional.empty();
            held = OptionalInt.empty();
            proceed();
        }
        return this;
    }

    private Behavior<LearnerCommand> onControl(Control control) {
        if (control == Control.RETRY) {
            paused = false;
        }
        proceed();
        return this;
    }

    /** Takes, or repeats, the next step of what is under way. */
    private void proceed() {
        if (paused) {
            return;
        }
        if (attempt.isEmpty()) {
            peers.coordinator().tell(new RequestGrant(getContext().getSelf()));
            return;
        }
        Attempt current = attempt.get();
        if (commit.isPresent()) {
            peers.coordinator().tell(commit.get());
        } else if (current.base().isEmpty()) {
            peers.weights().tell(new Locate(current.grant().base(), weightsReplies));
        } else if (current.missing().isPresent()) {
            peers.coordinator()
                    .tell(new FetchShard(
                            current.grant().term(),
                            current.missing().get(),
                            getContext().getSelf()));
        } else {
            update(current, current.base().get());
        }
    }

    private void update(Attempt current, Path base) {
        UpdateGranted grant = current.grant();
        try {
            UpdateFunction learner = function.orElseGet(functions);
            function = Optional.of(learner);
            if (held.isEmpty() || held.getAsInt() != grant.base().number()) {
                if (grant.base().number() > 0) {
                    Checkpoints.requireOptimizer(base);
                }
                learner.resume(base);
            }
            held = OptionalInt.empty();
            SortedMap<String, Double> metrics = learner.update(current.groups(), grant.iteration());
            PolicyVersion version = checkpoints.publish(grant.iteration() + 1, learner::save);
            held = OptionalInt.of(version.number());
            retries.afterSuccess();
            commit = Optional.of(new CommitUpdate(
                    grant.term(),
                    grant.iteration(),
                    version,
                    LedgerWire.digest(current.shards()),
                    metrics,
                    getContext().getSelf()));
            proceed();
        } catch (DivergedException e) {
            onFailure(e.withLastGood(base));
        } catch (RuntimeException e) {
            onFailure(e);
        }
    }

    private void onFailure(RuntimeException cause) {
        discardFunction();
        paused = true;
        Optional<Duration> wait = Failures.endsRun(cause) ? Optional.empty() : retries.afterFailure();
        if (wait.isPresent()) {
            getContext().getLog().warn("An update failed and is tried again in {}", wait.get(), cause);
            getContext().scheduleOnce(wait.get(), getContext().getSelf(), Control.RETRY);
        } else {
            getContext().getLog().debug("An update failed", cause);
            peers.coordinator().tell(new ReportFailure(Failures.of(cause)));
        }
    }

    private Behavior<LearnerCommand> onPostStop() {
        discardFunction();
        return this;
    }

    private void discardFunction() {
        function.ifPresent(UpdateFunction::close);
        function = Optional.empty();
        held = OptionalInt.empty();
    }
}

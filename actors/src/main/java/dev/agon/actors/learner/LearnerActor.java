package dev.agon.actors.learner;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Failures;
import dev.agon.actors.Retries;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.learner.DivergedException;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.CommitUpdate;
import dev.agon.protocol.message.CoordinatorCommand.FetchShard;
import dev.agon.protocol.message.CoordinatorCommand.ReportUnlearned;
import dev.agon.protocol.message.CoordinatorCommand.RequestGrant;
import dev.agon.protocol.message.LearnerCommand;
import dev.agon.protocol.message.LearnerCommand.Internal;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.LearnerCommand.UpdateStored;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Keep;
import dev.agon.protocol.message.WeightsCommand.Secure;
import dev.agon.protocol.message.WeightsReply;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.protocol.message.WeightsReply.Secured;
import dev.agon.protocol.message.WeightsReply.Unavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
        /** Load what an update needs. */
        PREPARE,
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
    private final Learning learning = new Learning();
    private Optional<UpdateFunction> function = Optional.empty();
    private Optional<PolicyVersion> secured = Optional.empty(); // the version that another node keeps, too
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
            context.getSelf().tell(Control.PREPARE);
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
        return proceedIf(learning.granted(granted));
    }

    private Behavior<LearnerCommand> onWeightsAnswered(WeightsAnswered answer) {
        if (answer.reply() instanceof Unavailable unavailable) {
            return proceedIf(learning.unavailable(unavailable.version(), unavailable.failure()));
        } else if (answer.reply() instanceof Secured answered) {
            secured = Optional.of(answered.version());
            return proceedIf(true);
        }
        return proceedIf(answer.reply() instanceof Located located && learning.located(located.version()));
    }

    private Behavior<LearnerCommand> onShardFetched(ShardFetched fetched) {
        return proceedIf(learning.fetched(fetched));
    }

    private Behavior<LearnerCommand> onUpdateStored(UpdateStored stored) {
        boolean news = learning.stored(stored);
        if (news) {
            proceed(); // asks for the next grant, and answers are made meanwhile
            attempt(() -> function.ifPresent(UpdateFunction::rehearse));
        }
        return this;
    }

    /** Loads what an update needs while the first one is not granted yet. */
    private Behavior<LearnerCommand> onPrepare() {
        attempt(this::function);
        return this;
    }

    private UpdateFunction function() {
        UpdateFunction current = function.orElseGet(functions);
        function = Optional.of(current);
        return current;
    }

    /** Does what no update waits for; if it fails, so does the next update, which says what is wrong. */
    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            getContext().getLog().debug("The learner's preparation failed", e);
            discardFunction();
            learning.failed();
        }
    }

    private Behavior<LearnerCommand> onUpdateRefused(UpdateRefused refused) {
        boolean discarded = learning.refused(refused);
        if (discarded) {
            getContext().getLog().warn("Update of iteration {} discarded: {}", refused.iteration(), refused.reason());
        }
        return proceedIf(discarded);
    }

    private Behavior<LearnerCommand> proceedIf(boolean news) {
        if (news) {
            proceed();
        }
        return this;
    }

    private Behavior<LearnerCommand> onControl(Control control) {
        if (control == Control.PREPARE) {
            return onPrepare();
        } else if (control == Control.RETRY) {
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
        ActorRef<LearnerCommand> self = getContext().getSelf();
        Learning.Step step = learning.next();
        if (step instanceof Learning.Ask) {
            peers.coordinator().tell(new RequestGrant(self));
        } else if (step instanceof Learning.Locate locate) {
            peers.weights().tell(new Keep(locate.base(), weightsReplies));
        } else if (step instanceof Learning.Fetch fetch) {
            peers.coordinator().tell(new FetchShard(fetch.term(), fetch.id(), self));
        } else if (step instanceof Learning.Learn learn) {
            update(learn);
        } else if (step instanceof Learning.Offer offer) {
            offer(offer.update());
        } else if (step instanceof Learning.GiveUp lost) {
            peers.coordinator().tell(new ReportUnlearned(lost.term(), lost.iteration(), lost.failure(), self));
        }
    }

    /** Offers an update once its checkpoint survives the loss of this node. */
    private void offer(UpdateCommitted update) {
        if (secured.filter(update.version()::equals).isEmpty()) {
            peers.weights().tell(new Secure(update.version(), weightsReplies));
            return;
        }
        peers.coordinator()
                .tell(new CommitUpdate(
                        update.term(),
                        update.iteration(),
                        update.version(),
                        update.groupsDigest(),
                        update.metrics(),
                        getContext().getSelf()));
    }

    private void update(Learning.Learn learn) {
        Path base = Path.of(learn.base());
        try {
            checkpoints.discardUnfinished(learn.iteration());
            UpdateFunction learner = function();
            if (learn.resume()) {
                if (learn.iteration() > 0) {
                    Checkpoints.requireOptimizer(base);
                }
                learner.resume(base, learn.iteration());
            }
            if (learn.iteration() == 0) {
                learner.rehearse();
            }
            learning.learning();
            SortedMap<String, Double> metrics = learner.update(learn.groups(), learn.iteration());
            learning.published(checkpoints.publish(learn.iteration() + 1, learner::save), metrics);
            retries.afterSuccess();
        } catch (DivergedException e) {
            onFailure(e.withLastGood(base));
        } catch (RuntimeException e) {
            onFailure(e);
        }
        proceed();
    }

    private void onFailure(RuntimeException cause) {
        discardFunction();
        Optional<Duration> wait = Failures.endsRun(cause) ? Optional.empty() : retries.afterFailure();
        if (wait.isPresent()) {
            paused = true;
            learning.failed();
            getContext().getLog().warn("An update failed and is tried again in {}", wait.get(), cause);
            getContext().scheduleOnce(wait.get(), getContext().getSelf(), Control.RETRY);
        } else {
            getContext().getLog().debug("An update failed", cause);
            learning.failed(Failures.of(cause));
        }
    }

    private Behavior<LearnerCommand> onPostStop() {
        discardFunction();
        return this;
    }

    private void discardFunction() {
        function.ifPresent(UpdateFunction::close);
        function = Optional.empty();
    }
}

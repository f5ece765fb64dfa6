package dev.agon.actors.weights;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Failures;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.FollowVersions;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Internal;
import dev.agon.protocol.message.WeightsCommand.Locate;
import dev.agon.protocol.message.WeightsCommand.VersionsCommitted;
import dev.agon.protocol.message.WeightsReply;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.protocol.message.WeightsReply.Unavailable;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Keeps a node's checkpoints: verifies the digest of a version before anybody on the node adopts it, and deletes old
 * ones. Runs on the dispatcher for blocking work.
 *
 * <p><b>What a crash loses:</b> which versions were verified; they are verified again.
 */
public final class WeightsActor extends AbstractBehavior<WeightsCommand> {
    private enum Tick implements Internal {
        FOLLOW
    }

    private final Checkpoints checkpoints;
    private final int keep;
    private final ActorRef<CoordinatorCommand> coordinator;
    private final Set<PolicyVersion> verified = new HashSet<>();

    private WeightsActor(
            ActorContext<WeightsCommand> context,
            Checkpoints checkpoints,
            int keep,
            ActorRef<CoordinatorCommand> coordinator) {
        super(context);
        this.checkpoints = checkpoints;
        this.keep = keep;
        this.coordinator = coordinator;
    }

    /**
     * The keeper of a node's checkpoints.
     *
     * @param keep committed checkpoints that stay on the disk
     */
    public static Behavior<WeightsCommand> create(
            Checkpoints checkpoints, int keep, ActorRef<CoordinatorCommand> coordinator) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    Tick.FOLLOW, ActorSettings.of(context.getSystem()).pollInterval());
            coordinator.tell(new FollowVersions(context.getSelf()));
            return new WeightsActor(context, checkpoints, keep, coordinator);
        }));
    }

    @Override
    public Receive<WeightsCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(Locate.class, this::onLocate)
                .onMessage(VersionsCommitted.class, this::onVersionsCommitted)
                .onMessage(Tick.class, this::onTick)
                .build();
    }

    private Behavior<WeightsCommand> onLocate(Locate locate) {
        locate.replyTo().tell(located(locate.version()));
        return this;
    }

    private WeightsReply located(PolicyVersion version) {
        try {
            if (verified.contains(version) || checkpoints.verify(version)) {
                verified.add(version);
                return new Located(new PolicyVersion(
                        version.number(), checkpoints.locate(version).toString(), version.sha256(), version.bytes()));
            }
            return new Unavailable(
                    version.number(),
                    new RunFailure(
                            RunFailure.Kind.INPUT,
                            "The weights in " + checkpoints.locate(version)
                                    + " are missing or are not those of version " + version.number()
                                    + " (SHA-256 " + version.sha256() + "); restore them and continue with --resume."));
        } catch (RuntimeException e) {
            return new Unavailable(version.number(), Failures.of(e));
        }
    }

    private Behavior<WeightsCommand> onVersionsCommitted(VersionsCommitted committed) {
        int oldest = Retention.oldest(committed, keep);
        verified.removeIf(version -> version.number() > 0 && version.number() < oldest);
        try {
            checkpoints.discardBefore(oldest);
        } catch (RuntimeException e) {
            coordinator.tell(new ReportFailure(Failures.of(e)));
        }
        return this;
    }

    private Behavior<WeightsCommand> onTick(Tick tick) {
        coordinator.tell(new FollowVersions(getContext().getSelf()));
        return this;
    }
}

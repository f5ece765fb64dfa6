package dev.agon.actors.weights;

import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Internal;
import dev.agon.protocol.message.WeightsCommand.Keep;
import dev.agon.protocol.message.WeightsCommand.Secure;
import dev.agon.protocol.message.WeightsReply;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.protocol.message.WeightsReply.Secured;
import dev.agon.protocol.message.WeightsReply.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Sees that a version that this node has made is kept by another node before it is committed, so that no single disk
 * holds what the ledger counts on: a control node by preference, with the optimizer's state. Where all nodes see one
 * directory the other one finds the version there. Belongs to one {@link WeightsActor}.
 */
final class SecondCopies {
    /** What the others say; told to the owner, who passes it on. */
    sealed interface News extends Internal {}

    private record Others(Receptionist.Listing listing) implements News {}

    private record Answered(WeightsReply reply) implements News {}

    /** Repetitions without an answer after which one more node is asked. */
    private static final int IMPATIENCE = 6;

    /** How long others are waited for of whom none answers; they may not take part at all. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** One version on its way to another node. */
    private static final class Copying {
        private final PolicyVersion version;
        private final long begun = System.nanoTime();
        private final Set<ActorRef<WeightsReply>> askers = new LinkedHashSet<>();
        private final Set<ActorRef<WeightsCommand>> asked = new LinkedHashSet<>();
        private int repetitions;

        private Copying(PolicyVersion version) {
            this.version = version;
        }
    }

    private final ActorContext<WeightsCommand> context;
    private final ActorRef<CoordinatorCommand> coordinator;
    private final OtherNodes nodes;
    private final ServiceKey<WeightsCommand> key;
    private final ActorRef<WeightsReply> replies;
    private Set<ActorRef<WeightsCommand>> present = Set.of();
    private Optional<Copying> copying = Optional.empty();
    private Optional<PolicyVersion> secured = Optional.empty();

    /** @param run the run's name, under which the keepers of all nodes find each other */
    SecondCopies(
            ActorContext<WeightsCommand> context,
            String run,
            ActorRef<CoordinatorCommand> coordinator,
            OtherNodes nodes) {
        this.context = context;
        this.coordinator = coordinator;
        this.nodes = nodes;
        this.key = ServiceKey.create(WeightsCommand.class, "weights-" + run);
        this.replies = context.messageAdapter(WeightsReply.class, Answered::new);
        ActorRef<Receptionist.Command> receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(key, context.getSelf()));
        receptionist.tell(Receptionist.subscribe(key, context.messageAdapter(Receptionist.Listing.class, Others::new)));
    }

    /** Has another node keep this version; asked again, it answers again. */
    void secure(Secure secure) {
        PolicyVersion version = secure.version();
        if (secured.filter(version::equals).isPresent()) {
            secure.replyTo().tell(new Secured(version));
            return;
        }
        if (copying.filter(current -> current.version.equals(version)).isEmpty()) {
            copying = Optional.of(new Copying(version));
        }
        copying.ifPresent(current -> {
            current.askers.add(secure.replyTo());
            proceed(current);
        });
    }

    void heard(News news) {
        if (news instanceof Others others) {
            present = others.listing().getServiceInstances(key);
            copying.ifPresent(this::proceed);
        } else if (news instanceof Answered answer) {
            copying.ifPresent(current -> answered(current, answer.reply()));
        }
    }

    private void answered(Copying current, WeightsReply reply) {
        if (reply instanceof Located located
                && located.version().sha256().equals(current.version.sha256())
                && located.version().number() == current.version.number()) {
            done(current);
        } else if (reply instanceof Unavailable refusal && refusal.version() == current.version.number()) {
            context.getLog()
                    .warn(
                            "Another node does not keep a version: {}",
                            refusal.failure().message());
            if (!askOneMore(current)) {
                coordinator.tell(new ReportFailure(refusal.failure()));
            }
        }
    }

    /** Nothing may have arrived for a while. */
    void repeat() {
        copying.ifPresent(current -> {
            current.repetitions++;
            current.asked.stream().filter(present::contains).forEach(node -> ask(current, node));
            if (current.repetitions % IMPATIENCE == 0) {
                askOneMore(current);
            }
            proceed(current);
        });
    }

    private void proceed(Copying current) {
        if (nodes.addresses().isEmpty()) {
            done(current);
        } else if (current.asked.stream().noneMatch(present::contains) && !askOneMore(current)) {
            if (System.nanoTime() - current.begun > LONGEST_WAIT.toNanos()) {
                context.getLog()
                        .warn(
                                "Version {} is on the disk of this node alone, since none of {} takes part in the run",
                                current.version.number(),
                                nodes.addresses());
                done(current);
            }
        }
    }

    private boolean askOneMore(Copying current) {
        Optional<ActorRef<WeightsCommand>> next = candidates().stream()
                .filter(node -> !current.asked.contains(node))
                .findFirst();
        next.ifPresent(node -> {
            current.asked.add(node);
            ask(current, node);
        });
        return next.isPresent();
    }

    private void ask(Copying current, ActorRef<WeightsCommand> node) {
        node.tell(new Keep(current.version, replies));
    }

    /** The keepers of other nodes, control nodes first. */
    private List<ActorRef<WeightsCommand>> candidates() {
        List<ActorRef<WeightsCommand>> candidates = new ArrayList<>();
        for (Address address : nodes.addresses()) {
            present.stream()
                    .filter(node -> node.path().address().equals(address))
                    .sorted()
                    .forEach(candidates::add);
        }
        return candidates;
    }

    private void done(Copying current) {
        copying = Optional.empty();
        secured = Optional.of(current.version);
        current.askers.forEach(asker -> asker.tell(new Secured(current.version)));
    }
}

package dev.agon.actors.rollout;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Failures;
import dev.agon.actors.Retries;
import dev.agon.protocol.Group;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.message.RolloutCommand;
import dev.agon.protocol.message.RunFailure;
import dev.agon.rollout.Generator;
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

/**
 * Runs a {@link Generator} on a thread of its own, one unit of work at a time. A generator that fails is made anew and
 * tried again after a pause.
 *
 * <p><b>What a crash loses:</b> the unit in work; the worker is told to begin it again.
 */
final class GeneratorActor extends AbstractBehavior<GeneratorActor.Generate> {
    /** Answer this; the version's place is a verified directory of this node. */
    record Generate(WorkItem item) {}

    /** Tells the worker the answers. */
    record Generated(WorkId id, List<Group> groups, double seconds) implements RolloutCommand.Internal {}

    /** Tells the worker that no repetition helps. */
    record GenerationFailed(WorkId id, RunFailure failure) implements RolloutCommand.Internal {}

    private final Supplier<Generator> generators;
    private final ActorRef<RolloutCommand> worker;
    private final Retries retries;
    private Optional<Generator> generator = Optional.empty();

    private GeneratorActor(
            ActorContext<Generate> context, Supplier<Generator> generators, ActorRef<RolloutCommand> worker) {
        super(context);
        this.generators = generators;
        this.worker = worker;
        this.retries = new Retries(ActorSettings.of(context.getSystem()));
    }

    static Behavior<Generate> create(Supplier<Generator> generators, ActorRef<RolloutCommand> worker) {
        return Behaviors.setup(context -> new GeneratorActor(context, generators, worker));
    }

    @Override
    public Receive<Generate> createReceive() {
        return newReceiveBuilder()
                .onMessage(Generate.class, this::onGenerate)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Generate> onGenerate(Generate work) {
        WorkId id = work.item().id();
        try {
            long started = System.nanoTime();
            Generator current = generator.orElseGet(generators);
            generator = Optional.of(current);
            List<Group> groups = current.generate(work.item());
            retries.afterSuccess();
            worker.tell(new Generated(id, groups, (System.nanoTime() - started) * 1e-9));
        } catch (RuntimeException e) {
            onFailure(work, e);
        }
        return this;
    }

    private void onFailure(Generate work, RuntimeException cause) {
        WorkId id = work.item().id();
        discardGenerator();
        Optional<Duration> wait = Failures.endsRun(cause) ? Optional.empty() : retries.afterFailure();
        if (wait.isPresent()) {
            getContext().getLog().warn("Answering {} failed and is tried again in {}", id, wait.get(), cause);
            getContext().scheduleOnce(wait.get(), getContext().getSelf(), work);
        } else {
            getContext().getLog().debug("Answering {} failed", id, cause);
            worker.tell(new GenerationFailed(id, Failures.of(cause)));
        }
    }

    private Behavior<Generate> onPostStop() {
        discardGenerator();
        return this;
    }

    private void discardGenerator() {
        generator.ifPresent(Generator::close);
        generator = Optional.empty();
    }
}

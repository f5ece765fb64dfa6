package dev.agon.actors.simulation;

import dev.agon.actors.FakeRun;
import dev.agon.actors.rollout.Workbench;
import dev.agon.protocol.Group;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.message.RunFailure;
import java.util.List;
import java.util.Optional;

/** What the rollout actor is around its workbench. */
final class SimulatedWorker extends Node {
    private final Workbench<SimulatedJudge> bench = new Workbench<>(3, 3);

    SimulatedWorker(World world) {
        super(world);
    }

    @Override
    void start() {
        take(bench.begin());
    }

    @Override
    void tick() {
        if (!world.has(Flaw.NO_REPETITION)) {
            take(bench.repeat());
        }
    }

    @Override
    void gone() {
        world.tellCoordinators(coordinator -> coordinator.onGone(this));
    }

    void onJudges(List<SimulatedJudge> judges) {
        bench.judges(judges);
    }

    void onWorkGranted(List<WorkItem> items) {
        take(bench.granted(items));
    }

    void onResultStored(WorkId id) {
        take(bench.stored(id));
    }

    void onVerdicts(WorkId id, List<Verdict> verdicts) {
        take(bench.judged(id, verdicts, world.now() / 1e3));
    }

    private void take(List<Workbench.Step<SimulatedJudge>> steps) {
        steps.forEach(this::take);
    }

    private void take(Workbench.Step<SimulatedJudge> step) {
        if (step instanceof Workbench.Ask<?> ask) {
            world.tellCoordinator(c -> c.onRequestWork(this, ask.sequence(), ask.capacity(), ask.held()));
        } else if (step instanceof Workbench.Locate<?> locate) {
            world.send(this, () -> onLocate(locate.version()));
        } else if (step instanceof Workbench.Generate<?> generate) {
            world.later(this, () -> generate(generate.item()));
        } else if (step instanceof Workbench.Judge<SimulatedJudge> judge) {
            world.send(judge.judge(), () -> judge.judge().onJudge(this, judge.id(), judge.groups()));
        } else if (step instanceof Workbench.Report<?> report) {
            world.tellCoordinator(c -> c.onReportResult(this, report.result()));
        } else if (step instanceof Workbench.GiveUp<?> lost) {
            world.tellCoordinator(c -> c.onReportUnanswered(this, lost.id(), lost.failure()));
        }
    }

    private void onLocate(PolicyVersion version) {
        take(
                world.disk.verify(version)
                        ? bench.located(version)
                        : bench.unavailable(version.number(), missing(version)));
    }

    private void generate(WorkItem item) {
        Optional<Disk.Policy> policy = world.disk.read(item.policy().number());
        if (policy.isPresent()) {
            List<Group> groups = FakeRun.answer(item, policy.get().seed());
            take(bench.generated(item.id(), groups, world.now() / 1e3));
        } else {
            take(bench.failed(item.id(), missing(item.policy())));
        }
    }

    static RunFailure missing(PolicyVersion version) {
        return new RunFailure(RunFailure.Kind.INPUT, "version " + version.number() + " is missing");
    }

    @Override
    public String toString() {
        return "worker with " + bench;
    }
}

package dev.agon.actors.simulation;

import dev.agon.actors.FakeRun;
import dev.agon.protocol.Group;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import java.util.List;

/** A judge: a mailbox and a pure function. */
final class SimulatedJudge extends Node {
    SimulatedJudge(World world) {
        super(world);
    }

    @Override
    void start() {
        world.judgesChanged();
    }

    @Override
    void gone() {
        world.judgesChanged();
    }

    @Override
    void tick() {}

    void onJudge(SimulatedWorker worker, WorkId id, List<Group> groups) {
        List<Verdict> verdicts = FakeRun.judge(groups);
        world.send(worker, () -> worker.onVerdicts(id, verdicts));
    }

    @Override
    public String toString() {
        return "judge";
    }
}

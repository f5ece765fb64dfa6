package dev.agon.actors.rollout;

import dev.agon.actors.rollout.Job.Answered;
import dev.agon.actors.rollout.Job.Generating;
import dev.agon.actors.rollout.Job.Judged;
import dev.agon.actors.rollout.Job.Judging;
import dev.agon.actors.rollout.Job.Unanswered;
import dev.agon.actors.rollout.Job.Waiting;
import dev.agon.protocol.Decision;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.RunFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The units of work that a worker holds, from the grant to the acknowledgement, and what is done about them. Whatever
 * arrives is answered with the steps to take; an answer that comes late or twice asks for none.
 *
 * @param <J> how a judge is addressed
 */
@Decision
public final class Workbench<J> {
    /** What a worker does next. */
    public sealed interface Step<J> {}

    /** Tell the coordinator what is held, and how much more would be taken. */
    public record Ask<J>(long sequence, int capacity, List<WorkId> held) implements Step<J> {}

    /** Have the version's weights verified. */
    public record Locate<J>(PolicyVersion version) implements Step<J> {}

    /** Have the unit answered by the policy, whose place is a directory of this node. */
    public record Generate<J>(WorkItem item) implements Step<J> {}

    /** Have the answers judged. */
    public record Judge<J>(J judge, WorkId id, List<Group> groups) implements Step<J> {}

    /** Hand in a result. */
    public record Report<J>(WorkResult result) implements Step<J> {}

    /** Tell that a unit cannot be answered. */
    public record GiveUp<J>(WorkId id, RunFailure failure) implements Step<J> {}

    private final int window;
    private final int judgePatience;
    private final Map<WorkId, Job<J>> jobs = new LinkedHashMap<>(); // in the order of their arrival
    private final List<Step<J>> steps = new ArrayList<>(); // of what is being handled
    private List<J> judges = List.of();
    private Optional<PolicyVersion> located = Optional.empty();
    private long sequence;

    /**
     * Nothing is held yet.
     *
     * @param window units that are held at most
     * @param judgePatience repetitions before judging is asked for again
     */
    public Workbench(int window, int judgePatience) {
        this.window = window;
        this.judgePatience = judgePatience;
    }

    // ---- from grant to result ---------------------------------------------------------------------------------------

    /** The worker begins. */
    public List<Step<J>> begin() {
        ask();
        return taken();
    }

    /** The coordinator gives these units. */
    public List<Step<J>> granted(List<WorkItem> items) {
        items.forEach(item -> jobs.putIfAbsent(item.id(), new Waiting<>(item)));
        generateNext();
        return taken();
    }

    /** The version lies on this node. */
    public List<Step<J>> located(PolicyVersion version) {
        located = Optional.of(version);
        generateNext();
        return taken();
    }

    /** The version is not to be had. */
    public List<Step<J>> unavailable(int version, RunFailure failure) {
        jobs.entrySet().stream()
                .filter(job -> job.getValue() instanceof Waiting<J> waiting
                        && waiting.item().policy().number() == version)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(id -> giveUp(id, failure));
        generateNext();
        return taken();
    }

    /** Gives the generator the next unit if it is idle, once the unit's weights are verified. */
    private void generateNext() {
        if (jobs.values().stream().anyMatch(Generating.class::isInstance)) {
            return;
        }
        Optional<WorkItem> next = jobs.values().stream()
                .filter(Waiting.class::isInstance)
                .map(job -> ((Waiting<J>) job).item())
                .findFirst();
        if (next.isEmpty()) {
            return;
        }
        WorkItem item = next.get();
        Optional<PolicyVersion> local =
                located.filter(version -> version.number() == item.policy().number());
        if (local.isPresent()) {
            jobs.put(item.id(), new Generating<>(item));
            steps.add(new Generate<>(new WorkItem(
                    item.id(),
                    item.seed(),
                    local.get(),
                    item.prompts(),
                    item.samples(),
                    item.averages(),
                    item.opponents())));
        } else {
            steps.add(new Locate<>(item.policy()));
        }
    }

    /** Old weights go once nobody needs them, so only the coordinator knows whether this is a failure. */
    private void giveUp(WorkId id, RunFailure failure) {
        jobs.put(id, new Unanswered<>(failure));
        steps.add(new GiveUp<>(id, failure));
    }

    /** The generator has answered a unit in so many seconds. */
    public List<Step<J>> generated(WorkId id, List<Group> groups, double seconds) {
        if (jobs.get(id) instanceof Generating<J> generating) {
            int samples = generating.item().samples(); // opponents, which stand behind them, were paid for before
            long tokens = groups.stream()
                    .flatMap(group -> group.completions().subList(0, samples).stream())
                    .mapToLong(completion -> completion.tokens().size())
                    .sum();
            sendToJudge(id, new Answered<>(groups, tokens, seconds));
        }
        generateNext();
        return taken();
    }

    private void sendToJudge(WorkId id, Answered<J> answered) {
        if (judges.isEmpty()) {
            jobs.put(id, answered);
            return;
        }
        J judge = judges.get(id.shard() % judges.size());
        jobs.put(id, new Judging<>(answered, judge, 0));
        steps.add(new Judge<>(judge, id, answered.groups()));
    }

    /** A judge has judged a unit in so many seconds. */
    public List<Step<J>> judged(WorkId id, List<Verdict> verdicts, double seconds) {
        if (jobs.get(id) instanceof Judging<J> judging) {
            Answered<J> answered = judging.answered();
            WorkResult result = new WorkResult(
                    id,
                    joined(answered.groups(), verdicts),
                    new WorkResult.Effort(answered.tokens(), answered.seconds(), seconds));
            jobs.put(id, new Judged<>(result));
            steps.add(new Report<>(result));
        }
        return taken();
    }

    private static List<JudgedGroup> joined(List<Group> groups, List<Verdict> verdicts) {
        List<JudgedGroup> judged = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            judged.add(new JudgedGroup(groups.get(g), verdicts.get(g)));
        }
        return judged;
    }

    /** The unit's result is in the ledger, this worker's or another's. */
    public List<Step<J>> stored(WorkId id) {
        if (jobs.remove(id) != null) { // told twice, it asks once
            ask();
        }
        return taken();
    }

    /** The generator cannot answer a unit. */
    public List<Step<J>> failed(WorkId id, RunFailure failure) {
        if (jobs.get(id) instanceof Generating) {
            giveUp(id, failure);
        }
        generateNext();
        return taken();
    }

    // ---- repetition -------------------------------------------------------------------------------------------------

    /** These judges are there, in the same order on every node. */
    public void judges(List<J> present) {
        judges = List.copyOf(present);
    }

    /** Nothing may have arrived for a while: all that is not answered is repeated. */
    public List<Step<J>> repeat() {
        for (Map.Entry<WorkId, Job<J>> entry : List.copyOf(jobs.entrySet())) {
            if (entry.getValue() instanceof Answered<J> answered) {
                sendToJudge(entry.getKey(), answered);
            } else if (entry.getValue() instanceof Judging<J> judging) {
                onStillJudging(entry.getKey(), judging.waitedLonger());
            } else if (entry.getValue() instanceof Unanswered<J> unanswered) {
                giveUp(entry.getKey(), unanswered.failure());
            } else if (entry.getValue() instanceof Judged<J> judged) {
                steps.add(new Report<>(judged.result()));
            }
        }
        generateNext();
        ask();
        return taken();
    }

    private void onStillJudging(WorkId id, Judging<J> judging) {
        if (judging.waited() >= judgePatience || !judges.contains(judging.judge())) {
            sendToJudge(id, judging.answered());
        } else {
            jobs.put(id, judging);
        }
    }

    private void ask() {
        sequence++;
        steps.add(new Ask<>(sequence, window - jobs.size(), List.copyOf(jobs.keySet())));
    }

    private List<Step<J>> taken() {
        List<Step<J>> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    @Override
    public String toString() {
        return jobs.keySet().toString();
    }
}

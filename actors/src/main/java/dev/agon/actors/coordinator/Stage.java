package dev.agon.actors.coordinator;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Decision;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The units of work of one purpose and iteration, all answered by one policy version, and the results that are in.
 *
 * @param purpose what the stage is for
 * @param iteration as in its units' names: the update that consumes it or, in an evaluation, the version
 * @param items all units, in id order; shard s is element s
 * @param results results by shard
 */
@Decision
record Stage(Purpose purpose, int iteration, List<WorkItem> items, SortedMap<Integer, WorkResult> results) {
    Stage {
        items = List.copyOf(items);
        results = Collections.unmodifiableSortedMap(results);
    }

    /** An evaluation without results. */
    static Stage evaluation(RunPlan plan, Purpose purpose, PolicyVersion policy, List<List<Completion>> opponents) {
        return open(plan, purpose, policy.number(), policy, opponents);
    }

    /** A training stage without results, whose prompts this version answers. */
    static Stage training(RunPlan plan, int iteration, PolicyVersion policy) {
        return open(plan, Purpose.TRAIN, iteration, policy, List.of());
    }

    /**
     * A stage without results.
     *
     * @param opponents completions that compete with the policy's own, a list for each prompt; empty for none
     */
    private static Stage open(
            RunPlan plan, Purpose purpose, int iteration, PolicyVersion policy, List<List<Completion>> opponents) {
        List<Prompt> prompts = plan.prompts().prompts(purpose, iteration);
        if (prompts.isEmpty()) {
            throw new IllegalStateException("there is no prompt to " + purpose);
        }
        List<List<Completion>> rivals =
                opponents.isEmpty() ? Collections.nCopies(prompts.size(), List.of()) : opponents;
        int size = plan.shardPromptsFor(purpose);
        List<WorkItem> items = new ArrayList<>();
        for (int from = 0; from < prompts.size(); from += size) {
            int to = Math.min(from + size, prompts.size());
            items.add(new WorkItem(
                    new WorkId(purpose, iteration, items.size()),
                    plan.seed(),
                    policy,
                    prompts.subList(from, to),
                    plan.samplesFor(purpose),
                    rivals.subList(from, to)));
        }
        return new Stage(purpose, iteration, items, new TreeMap<>());
    }

    /** Number of the version that answers. */
    int version() {
        return items.get(0).policy().number();
    }

    boolean contains(WorkId id) {
        return id.purpose() == purpose && id.iteration() == iteration && id.shard() >= 0 && id.shard() < items.size();
    }

    boolean awaits(WorkId id) {
        return contains(id) && !results.containsKey(id.shard());
    }

    boolean complete() {
        return results.size() == items.size();
    }

    /** The units without a result, in id order. */
    List<WorkItem> open() {
        return items.stream()
                .filter(item -> !results.containsKey(item.id().shard()))
                .toList();
    }

    /** The results that are in, in id order. */
    List<WorkResult> ordered() {
        return List.copyOf(results.values());
    }

    Stage with(WorkResult result) {
        SortedMap<Integer, WorkResult> more = new TreeMap<>(results);
        more.put(result.id().shard(), result);
        return new Stage(purpose, iteration, items, more);
    }

    /** Whether the result answers its item: the item's prompts in order, each with all its completions. */
    boolean fits(WorkResult result) {
        WorkItem item = items.get(result.id().shard());
        if (result.groups().size() != item.prompts().size()) {
            return false;
        }
        for (int p = 0; p < item.prompts().size(); p++) {
            List<Completion> completions = result.groups().get(p).group().completions();
            List<Completion> rivals = item.opponents().get(p);
            if (!result.groups().get(p).group().prompt().equals(item.prompts().get(p))
                    || completions.size() != item.samples() + rivals.size()
                    || !completions.subList(item.samples(), completions.size()).equals(rivals)) {
                return false;
            }
        }
        return true;
    }

    /** The policy's own completions of each prompt, in order; only for a complete stage. */
    List<List<Completion>> ownCompletions() {
        List<List<Completion>> own = new ArrayList<>();
        for (WorkItem item : items) {
            WorkResult result = results.get(item.id().shard());
            if (result == null) {
                throw new IllegalStateException(item.id() + " has no result");
            }
            result.groups()
                    .forEach(judged -> own.add(judged.group().completions().subList(0, item.samples())));
        }
        return own;
    }
}

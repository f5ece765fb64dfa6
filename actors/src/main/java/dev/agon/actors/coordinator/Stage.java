package dev.agon.actors.coordinator;

import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Decision;
import dev.agon.protocol.Group;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The units of work of one purpose and iteration, all answered by one policy version, and the results that are in.
 *
 * @param purpose what the stage is for
 * @param iteration as in its units' names: the update that consumes it or, in an evaluation, the version
 * @param items all units, in id order; shard s is element s
 * @param results element s is the result of shard s, if it is in
 * @param done how many are in
 * @param prefix how many are in before the first one that is not
 */
@Decision
record Stage(
        Purpose purpose,
        int iteration,
        List<WorkItem> items,
        List<Optional<WorkResult>> results,
        int done,
        int prefix) {
    Stage {
        items = List.copyOf(items);
        results = Collections.unmodifiableList(results); // a copy for each result would cost a large stage its time
    }

    /** An evaluation without results. */
    static Stage evaluation(RunPlan plan, Purpose purpose, PolicyVersion policy, List<List<Completion>> opponents) {
        List<Prompt> prompts = plan.prompts().prompts(purpose, policy.number());
        List<List<Completion>> rivals =
                opponents.isEmpty() ? Collections.nCopies(prompts.size(), List.of()) : opponents;
        return open(plan, new WorkId(purpose, policy.number(), 0), policy, prompts, rivals);
    }

    /** A training stage without results, whose prompts this version answers. */
    static Stage training(RunPlan plan, int iteration, PolicyVersion policy, AnswerQueue queue) {
        List<Prompt> prompts = plan.prompts().prompts(Purpose.TRAIN, iteration);
        return open(
                plan,
                new WorkId(Purpose.TRAIN, iteration, 0),
                policy,
                prompts,
                queue.opponents(plan, iteration, prompts));
    }

    /**
     * A stage without results.
     *
     * @param first the name of its first unit
     * @param opponents completions that compete with the policy's own, a list for each prompt
     */
    private static Stage open(
            RunPlan plan, WorkId first, PolicyVersion policy, List<Prompt> prompts, List<List<Completion>> opponents) {
        Purpose purpose = first.purpose();
        if (prompts.isEmpty()) {
            throw new IllegalStateException("there is no prompt to " + purpose);
        }
        int size = plan.shardPromptsFor(purpose);
        List<WorkItem> items = new ArrayList<>();
        for (int from = 0; from < prompts.size(); from += size) {
            int to = Math.min(from + size, prompts.size());
            items.add(new WorkItem(
                    new WorkId(purpose, first.iteration(), items.size()),
                    plan.seed(),
                    policy,
                    prompts.subList(from, to),
                    plan.samplesFor(purpose),
                    purpose == Purpose.TRAIN ? plan.guests().averages() : 0,
                    opponents.subList(from, to)));
        }
        return new Stage(purpose, first.iteration(), items, Collections.nCopies(items.size(), Optional.empty()), 0, 0);
    }

    /** Number of the version that answers. */
    int version() {
        return items.get(0).policy().number();
    }

    boolean contains(WorkId id) {
        return id.purpose() == purpose && id.iteration() == iteration && id.shard() >= 0 && id.shard() < items.size();
    }

    boolean awaits(WorkId id) {
        return contains(id) && results.get(id.shard()).isEmpty();
    }

    boolean complete() {
        return done == items.size();
    }

    /** How many units have no result. */
    int missing() {
        return items.size() - done;
    }

    /** The units without a result, in id order; found as they are asked for. */
    Stream<WorkItem> open() {
        return items.subList(prefix, items.size()).stream()
                .filter(item -> results.get(item.id().shard()).isEmpty());
    }

    /** The results that are in, in id order. */
    List<WorkResult> ordered() {
        return results.stream().flatMap(Optional::stream).toList();
    }

    /** With the result of a unit that awaits it. */
    Stage with(WorkResult result) {
        List<Optional<WorkResult>> more = new ArrayList<>(results);
        more.set(result.id().shard(), Optional.of(result));
        int end = prefix;
        while (end < more.size() && more.get(end).isPresent()) {
            end++;
        }
        return new Stage(purpose, iteration, items, more, done + 1, end);
    }

    /** Whether the result answers its item: the item's prompts in order, each with all its completions. */
    boolean fits(WorkResult result) {
        WorkItem item = items.get(result.id().shard());
        if (result.groups().size() != item.prompts().size()) {
            return false;
        }
        for (int p = 0; p < item.prompts().size(); p++) {
            Group group = result.groups().get(p).group();
            Prompt prompt = item.prompts().get(p);
            if (!group.prompt().equals(prompt)
                    || !fits(item, prompt, group.completions(), item.opponents().get(p))) {
                return false;
            }
        }
        return true;
    }

    /** The policy's own, the average's, the written one if the prompt has one, then the rivals. */
    private static boolean fits(WorkItem item, Prompt prompt, List<Completion> completions, List<Completion> rivals) {
        List<Author> authors = new ArrayList<>(Collections.nCopies(item.samples(), Author.POLICY));
        authors.addAll(Collections.nCopies(item.averages(), Author.AVERAGE));
        prompt.answer().ifPresent(answer -> authors.add(Author.WRITTEN));
        int given = authors.size();
        return completions.size() == given + rivals.size()
                && completions.subList(0, given).stream()
                        .map(Completion::author)
                        .toList()
                        .equals(authors)
                && completions.subList(given, completions.size()).equals(rivals);
    }

    /** The policy's own completions of each prompt, in order; only for a complete stage. */
    List<List<Completion>> ownCompletions() {
        List<List<Completion>> own = new ArrayList<>();
        for (WorkItem item : items) {
            results.get(item.id().shard())
                    .orElseThrow(() -> new IllegalStateException(item.id() + " has no result"))
                    .groups()
                    .forEach(judged -> own.add(judged.group().completions().subList(0, item.samples())));
        }
        return own;
    }
}

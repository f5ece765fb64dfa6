package dev.agon.protocol;

import java.util.List;

/**
 * A unit of work: prompts to answer and to have judged. It is a pure function of the run's configuration, seed and
 * committed history, and so is its result.
 *
 * @param id its name
 * @param seed the run's seed, from which every random number of the work is derived
 * @param policy the version that answers
 * @param prompts what to answer; the whole list is one batch
 * @param samples completions a prompt
 * @param averages completions a prompt by the moving average of the weights that the policy carries, behind the
 *     policy's own; a prompt's {@linkplain Prompt#answer() written answer} follows if it has one
 * @param opponents completions that compete beside the policy's own, a list for each prompt: in an evaluation those of
 *     other versions, in training those of {@linkplain Author#EARLIER earlier} iterations if the algorithm wants them
 */
public record WorkItem(
        WorkId id,
        long seed,
        PolicyVersion policy,
        List<Prompt> prompts,
        int samples,
        int averages,
        List<List<Completion>> opponents) {
    /** One that the average has no part in. */
    public WorkItem(
            WorkId id,
            long seed,
            PolicyVersion policy,
            List<Prompt> prompts,
            int samples,
            List<List<Completion>> opponents) {
        this(id, seed, policy, prompts, samples, 0, opponents);
    }

    public WorkItem {
        prompts = List.copyOf(prompts);
        opponents = opponents.stream().map(List::copyOf).toList();
        if (opponents.size() != prompts.size()) {
            throw new IllegalArgumentException(
                    opponents.size() + " lists of opponents do not fit " + prompts.size() + " prompts");
        }
    }
}

package dev.agon.learner;

import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.List;

/** Log-probabilities of an iteration's completions under a reference policy. */
@FunctionalInterface
public interface ReferenceLogProbs {
    /**
     * Log-probability of each token of a completion, in nats at temperature 1.
     *
     * @param group index of the group in the iteration
     * @param completion index of the completion in the group
     */
    LogProbs of(int group, int completion);

    /** Those of the policy that sampled the completions, as recorded with them. */
    static ReferenceLogProbs recorded(List<JudgedGroup> groups) {
        return (group, completion) ->
                groups.get(group).group().completions().get(completion).logProbs();
    }
}

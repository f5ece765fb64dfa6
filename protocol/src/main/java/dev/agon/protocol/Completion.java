package dev.agon.protocol;

import java.util.List;

/**
 * One answer to a prompt, sampled by one version of the policy.
 *
 * @param policyVersion number of the {@link PolicyVersion} that sampled it
 * @param tokens the answer's tokens, the end token included where it was reached
 * @param logProbs log-probability of each token under the sampling policy at temperature 1 (not the sampling
 *     temperature), one a token
 * @param ended whether the end token was sampled; false if the length limit cut the answer off
 * @param text the decoded answer without special tokens
 * @param spans named token ranges; empty if the task marks none
 */
public record Completion(
        int policyVersion, Tokens tokens, LogProbs logProbs, boolean ended, String text, List<Span> spans) {
    public Completion {
        spans = List.copyOf(spans);
        if (logProbs.size() != tokens.size()) {
            throw new IllegalArgumentException(
                    tokens.size() + " tokens do not fit " + logProbs.size() + " log-probabilities");
        }
    }
}

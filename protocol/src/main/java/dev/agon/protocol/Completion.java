package dev.agon.protocol;

import java.util.List;

/**
 * One answer to a prompt, as a rule sampled by one version of the policy.
 *
 * @param policyVersion number of the {@link PolicyVersion} that sampled it, whose average did, or that was asked how
 *     likely a written answer is
 * @param author who gave it
 * @param tokens the answer's tokens, the end token included where it was reached
 * @param logProbs log-probability of each token at temperature 1 (not the sampling temperature), one a token: under
 *     what sampled it or, of a written answer, under the policy version
 * @param ended whether the end token was sampled; false if the length limit cut the answer off
 * @param text the decoded answer without special tokens
 * @param spans named token ranges; empty if the task marks none
 */
public record Completion(
        int policyVersion,
        Author author,
        Tokens tokens,
        LogProbs logProbs,
        boolean ended,
        String text,
        List<Span> spans) {
    /** One of the policy's own. */
    public Completion(
            int policyVersion, Tokens tokens, LogProbs logProbs, boolean ended, String text, List<Span> spans) {
        this(policyVersion, Author.POLICY, tokens, logProbs, ended, text, spans);
    }

    /** The same as if somebody else had given it. */
    public Completion by(Author other) {
        return new Completion(policyVersion, other, tokens, logProbs, ended, text, spans);
    }

    public Completion {
        spans = List.copyOf(spans);
        if (logProbs.size() != tokens.size()) {
            throw new IllegalArgumentException(
                    tokens.size() + " tokens do not fit " + logProbs.size() + " log-probabilities");
        }
    }
}

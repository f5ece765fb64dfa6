package dev.agon.policy;

/** A prompt and its completion as token ids; the completion's tokens are the ones that are scored. */
public final class Sequence {
    private final int[] prompt;
    private final int[] completion;

    /** Both arrays are copied; the prompt must hold at least one token. */
    public Sequence(int[] prompt, int[] completion) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a prompt must hold at least one token");
        }
        this.prompt = prompt.clone();
        this.completion = completion.clone();
    }

    /** Number of prompt tokens. */
    public int promptLength() {
        return prompt.length;
    }

    /** Number of completion tokens. */
    public int completionLength() {
        return completion.length;
    }

    /** Number of tokens in all. */
    public int length() {
        return prompt.length + completion.length;
    }

    /** The token at {@code index}, counted from the prompt's first. */
    public int token(int index) {
        return index < prompt.length ? prompt[index] : completion[index - prompt.length];
    }
}

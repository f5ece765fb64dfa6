package dev.agon.env.task;

import java.util.Locale;

/** What a prompt may be used for. Every prompt belongs to exactly one split, in every run. */
public enum Split {
    /** Next-token training of the base model. */
    TRAIN,
    /** Prompts that the policy answers to learn from the verdicts. */
    SELF_PLAY,
    /** Watching a run: validation loss and win rates between iterations. */
    VALIDATION,
    /** The final result; never seen in any stage of training. */
    HELD_OUT;

    /** The name in lower case with a hyphen, such as {@code held-out}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

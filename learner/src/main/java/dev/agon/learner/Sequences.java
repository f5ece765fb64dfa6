package dev.agon.learner;

import dev.agon.policy.Sequence;
import dev.agon.protocol.Group;

/** Shows completions to a model. */
public final class Sequences {
    private Sequences() {}

    /** A completion of a group together with its prompt. */
    public static Sequence of(Group group, int completion) {
        return new Sequence(
                group.promptTokens().toArray(),
                group.completions().get(completion).tokens().toArray());
    }
}

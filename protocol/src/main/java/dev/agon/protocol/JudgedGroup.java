package dev.agon.protocol;

/** A group together with the verdict on it; the verdict's matrix is indexed by the group's completions. */
public record JudgedGroup(Group group, Verdict verdict) {
    public JudgedGroup {
        if (verdict.preference().size() != group.completions().size()) {
            throw new IllegalArgumentException(
                    "a verdict on " + verdict.preference().size() + " completions does not fit "
                            + group.completions().size());
        }
    }
}

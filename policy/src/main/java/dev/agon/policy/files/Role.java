package dev.agon.policy.files;

/** What a weight is for: the network's own roles, then those of each layer. */
public enum Role {
    EMBEDDING,
    POSITIONS,
    FINAL_NORM,
    FINAL_NORM_BIAS,
    OUTPUT,

    ATTENTION_NORM,
    ATTENTION_NORM_BIAS,
    QUERY,
    QUERY_BIAS,
    KEY,
    KEY_BIAS,
    VALUE,
    VALUE_BIAS,
    QUERY_KEY_VALUE,
    QUERY_KEY_VALUE_BIAS,
    QUERY_NORM,
    KEY_NORM,
    ATTENTION_OUTPUT,
    ATTENTION_OUTPUT_BIAS,
    AFTER_ATTENTION_NORM,
    FEED_FORWARD_NORM,
    FEED_FORWARD_NORM_BIAS,
    GATE,
    GATE_BIAS,
    UP,
    UP_BIAS,
    DOWN,
    DOWN_BIAS,
    AFTER_FEED_FORWARD_NORM;

    /** Whether each layer has it, not the network as a whole. */
    public boolean isOfLayer() {
        return compareTo(OUTPUT) > 0;
    }
}

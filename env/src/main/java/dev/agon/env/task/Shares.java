package dev.agon.env.task;

import dev.agon.protocol.CounterRandom;

/**
 * Divides keys among the splits by a hash of the key: a key's split depends on nothing but the key and the shares, so
 * adding data moves no old key. What the other shares leave goes to {@link Split#TRAIN}.
 *
 * @param selfPlay share of {@link Split#SELF_PLAY}, in [0, 1]
 * @param validation share of {@link Split#VALIDATION}
 * @param heldOut share of {@link Split#HELD_OUT}
 */
record Shares(double selfPlay, double validation, double heldOut) {
    private static final CounterRandom STREAM = CounterRandom.of(0).at("split");

    /** The split of this key. */
    Split of(String key) {
        double u = STREAM.at(key).uniform(0);
        if (u < heldOut) {
            return Split.HELD_OUT;
        }
        if (u < heldOut + validation) {
            return Split.VALIDATION;
        }
        return u < heldOut + validation + selfPlay ? Split.SELF_PLAY : Split.TRAIN;
    }
}

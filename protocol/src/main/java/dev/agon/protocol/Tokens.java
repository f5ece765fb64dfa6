package dev.agon.protocol;

import java.util.Arrays;

/** An immutable sequence of token ids that compares by value, so that records can hold one. */
public final class Tokens {
    private static final Tokens EMPTY = new Tokens(new int[0]);

    private final int[] ids;

    private Tokens(int[] ids) {
        this.ids = ids;
    }

    /** The sequence of these ids; the array is copied. */
    public static Tokens of(int... ids) {
        return ids.length == 0 ? EMPTY : new Tokens(ids.clone());
    }

    /** Number of tokens. */
    public int size() {
        return ids.length;
    }

    /** The id at {@code index}, counted from 0. */
    public int get(int index) {
        return ids[index];
    }

    /** A fresh array of the ids. */
    public int[] toArray() {
        return ids.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tokens tokens && Arrays.equals(ids, tokens.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}

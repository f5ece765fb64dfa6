package dev.agon.protocol;

/**
 * A named range of a completion's tokens, such as a sentence or a step of reasoning.
 *
 * @param from first token, counted from 0
 * @param to token after the last
 * @param kind what the range is
 */
public record Span(int from, int to, String kind) {
    public Span {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("span [" + from + ", " + to + ") is not a range");
        }
    }
}

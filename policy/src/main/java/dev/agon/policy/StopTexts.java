package dev.agon.policy;

import java.util.Arrays;
import java.util.List;

/** Ends completions at given texts: with the token that completes the first of them. */
public final class StopTexts {
    private final List<String> stops;
    private final Tokenizer tokenizer;

    /** @param stops none of them empty */
    public StopTexts(List<String> stops, Tokenizer tokenizer) {
        this.stops = List.copyOf(stops);
        this.tokenizer = tokenizer;
    }

    /** The completion up to the token that completes a text, or all of it. */
    public Sample end(Sample sample) {
        int[] tokens = sample.tokens();
        if (!stopsWithin(tokens, tokens.length)) {
            return sample;
        }
        int without = 0; // so many tokens hold no such text, and so many do; more tokens never hold less
        int with = tokens.length;
        while (with - without > 1) {
            int middle = (without + with) >>> 1;
            if (stopsWithin(tokens, middle)) {
                with = middle;
            } else {
                without = middle;
            }
        }
        return with == tokens.length && sample.ended() ? sample : sample.endedAfter(with);
    }

    private boolean stopsWithin(int[] tokens, int length) {
        if (stops.isEmpty()) {
            return false;
        }
        String text = tokenizer.decode(Arrays.copyOf(tokens, length));
        return stops.stream().anyMatch(text::contains);
    }
}

package dev.agon.policy.tokenizer;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Splits text into the pieces inside which tokens may grow, exactly as the {@code ByteLevel} pre-tokenizer of a
 * {@code tokenizer.json} does ({@code use_regex} true, {@code add_prefix_space} false): special tokens first, then
 * GPT-2's pattern, under which a word takes the one space before it along.
 */
final class PreTokenizer {
    private static final String SPACE = "\\p{IsWhite_Space}"; // Java's own \s knows ASCII only
    private static final Pattern PIECE = Pattern.compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^" + SPACE
            + "\\p{L}\\p{N}]+|" + SPACE + "+(?!\\P{IsWhite_Space})|" + SPACE + "+");

    private final Pattern special;

    PreTokenizer(List<String> specialTokens) {
        special = Pattern.compile(
                specialTokens.isEmpty()
                        ? "(?!)" // matches nowhere
                        : specialTokens.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** Hands the pieces to {@code sink} in their order; special tokens are left out. */
    void split(String text, Consumer<String> sink) {
        String wellFormed = WellFormed.of(text);
        Matcher specials = special.matcher(wellFormed);
        int start = 0;
        while (specials.find()) {
            splitOrdinary(wellFormed.substring(start, specials.start()), sink);
            start = specials.end();
        }
        splitOrdinary(wellFormed.substring(start), sink);
    }

    private static void splitOrdinary(String text, Consumer<String> sink) {
        Matcher pieces = PIECE.matcher(text);
        while (pieces.find()) {
            sink.accept(pieces.group());
        }
    }
}

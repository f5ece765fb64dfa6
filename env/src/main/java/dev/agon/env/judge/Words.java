package dev.agon.env.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Words of running text, as readers see them: runs of letters and digits, in lower case. */
public final class Words {
    /** English function words; they carry grammar, not content. A closed class, so it is no setting. */
    private static final Set<String> FUNCTION =
            Set.copyOf(Arrays.asList(("a an the this that these those some any each "
                            + "every no all both either neither another other such much many more most less least few several "
                            + "own same i me my mine we us our ours you your yours he him his she her hers it its they them "
                            + "their theirs who whom whose which what where when why how whether one oneself someone somebody "
                            + "something anyone anybody anything everyone everything nothing himself herself itself themselves "
                            + "of in on at by for with without within from to into onto upon out up down off over under above "
                            + "below between among through during before after about against along around across behind beside "
                            + "besides beyond near since until till toward towards via per as than like and or but nor so yet "
                            + "if because although though while unless am is are was were be been being have has had having do "
                            + "does did doing done will would shall should can could may might must ought not only also very "
                            + "too quite rather just even still then there here again ever never often usually especially "
                            + "always sometimes etc s t d e g")
                    .split(" ")));

    private Words() {}

    /** The words of a text in order. */
    public static List<String> of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < lower.length()) {
            int to = from;
            while (to < lower.length() && Character.isLetterOrDigit(lower.charAt(to))) {
                to++;
            }
            if (to > from) {
                words.add(lower.substring(from, to));
            }
            from = to + 1;
        }
        return words;
    }

    /** Those of the words that are no function words, in order. */
    public static List<String> content(List<String> words) {
        return words.stream().filter(word -> !FUNCTION.contains(word)).toList();
    }

    /** Whether {@code part}, if it is not empty, occurs in {@code words} as consecutive whole words. */
    public static boolean contains(List<String> words, List<String> part) {
        return !part.isEmpty() && Collections.indexOfSubList(words, part) >= 0;
    }

    /** Distinct pairs of neighbouring words divided by all such pairs; 1 if there is none. */
    public static double distinctBigrams(List<String> words) {
        if (words.size() < 2) {
            return 1;
        }
        Set<String> distinct = new HashSet<>();
        for (int i = 1; i < words.size(); i++) {
            distinct.add(words.get(i - 1) + " " + words.get(i));
        }
        return (double) distinct.size() / (words.size() - 1);
    }
}

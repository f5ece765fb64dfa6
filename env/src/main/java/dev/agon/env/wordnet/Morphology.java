package dev.agon.env.wordnet;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Base forms of inflected English words, by the rules of detachment of morphy(7WN) and its lists of exceptions. The
 * results are candidates: a caller looks them up.
 */
final class Morphology {
    /** Endings and what replaces them, as "ending>replacement". */
    private static final Map<PartOfSpeech, List<String>> RULES = Map.of(
            PartOfSpeech.NOUN, List.of("ses>s", "xes>x", "zes>z", "ches>ch", "shes>sh", "men>man", "ies>y", "s>"),
            PartOfSpeech.VERB, List.of("ies>y", "es>e", "es>", "s>", "ed>e", "ed>", "ing>e", "ing>"),
            PartOfSpeech.ADJECTIVE, List.of("er>", "est>", "er>e", "est>e"));

    private final Map<PartOfSpeech, Map<String, String>> irregular;

    Morphology(Map<PartOfSpeech, Map<String, String>> irregular) {
        this.irregular = irregular;
    }

    /** The word itself and every form it may be inflected from as this part of speech, in a fixed order. */
    List<String> candidates(String word, PartOfSpeech pos) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(word);
        String exception = irregular.getOrDefault(pos, Map.of()).get(word);
        if (exception != null) {
            forms.add(exception.replace('_', ' '));
        }
        for (String rule : RULES.getOrDefault(pos, List.of())) {
            int cut = rule.indexOf('>');
            int stem = word.length() - cut;
            // "ss" is no plural, and what is left of a word must be a word
            if (stem > 1 && word.endsWith(rule.substring(0, cut)) && !word.endsWith("ss")) {
                forms.add(word.substring(0, stem) + rule.substring(cut + 1));
            }
        }
        return new ArrayList<>(forms);
    }
}

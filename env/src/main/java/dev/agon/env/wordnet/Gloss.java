package dev.agon.env.wordnet;

import java.util.ArrayList;
import java.util.List;

/** Takes the definition out of a WordNet gloss, which is {@code definition; more of it; "example"; "example"}. */
final class Gloss {
    private Gloss() {}

    /** The gloss without its quoted examples; parts of the definition itself stay joined by semicolons. */
    static String definition(String gloss) {
        List<String> kept = new ArrayList<>();
        for (String part : parts(gloss)) {
            String trimmed = withoutQuotation(part).strip();
            if (!trimmed.isEmpty() && !isExample(trimmed)) {
                kept.add(trimmed);
            }
        }
        return kept.isEmpty() ? gloss.strip() : withoutTrailingMark(String.join("; ", kept));
    }

    /** The part up to an example that follows a colon. */
    private static String withoutQuotation(String part) {
        int from = part.indexOf(": \"");
        return from < 0 ? part : part.substring(0, from);
    }

    private static boolean isExample(String part) {
        return part.startsWith("\"") || part.startsWith("`") || part.startsWith("--");
    }

    /** Splits at the semicolons that stand outside quotation marks. */
    private static List<String> parts(String gloss) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < gloss.length(); i++) {
            char c = gloss.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                parts.add(gloss.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(gloss.substring(from));
        return parts;
    }

    private static String withoutTrailingMark(String definition) {
        int end = definition.length();
        while (end > 1 && ":;,".indexOf(definition.charAt(end - 1)) >= 0) {
            end--;
        }
        return definition.substring(0, end).strip();
    }
}

package dev.agon.policy.tokenizer;

/** Makes Java text representable in UTF-8, in which a surrogate without its partner has no form. */
final class WellFormed {
    private static final char REPLACEMENT = '\uFFFD';

    private WellFormed() {}

    /** The text with every unpaired surrogate replaced by U+FFFD; the same object if there is none. */
    static String of(String text) {
        int index = firstUnpaired(text);
        if (index < 0) {
            return text;
        }
        StringBuilder repaired = new StringBuilder(text);
        for (; index >= 0; index = firstUnpaired(repaired)) {
            repaired.setCharAt(index, REPLACEMENT);
        }
        return repaired.toString();
    }

    private static int firstUnpaired(CharSequence text) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = Character.codePointAt(text, i); // a pair gives one beyond the surrogates
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return -1;
    }
}

package dev.agon.policy.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * GPT-2's printable names for the 256 bytes, under which byte-level BPE tokens are stored: printable Latin-1 characters
 * stand for themselves, the other bytes take the code points from 256 on, in byte order (Radford et al. 2019, "Language
 * Models are Unsupervised Multitask Learners", section 2.2 and its published encoder).
 */
final class ByteAlphabet {
    private static final char[] NAMES = names();

    private ByteAlphabet() {}

    /** The character that stands for a byte, given as 0 to 255. */
    static char nameOf(int value) {
        return NAMES[value];
    }

    /** The bytes of a text in UTF-8, each 0 to 255. */
    static int[] bytes(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] values = new int[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            values[i] = utf8[i] & 0xFF;
        }
        return values;
    }

    private static char[] names() {
        char[] names = new char[256];
        char next = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value >= '!' && value <= '~')
                    || (value >= '\u00A1' && value <= '\u00AC')
                    || (value >= '\u00AE' && value <= '\u00FF');
            names[value] = printable ? (char) value : next++;
        }
        return names;
    }
}

package dev.agon.policy;

/** Turns text into token ids and back; thread-safe. */
public interface Tokenizer {
    /** Token ids of a text exactly as it stands; no special token is added, but those written in the text are found. */
    int[] encode(String text);

    /**
     * Token ids of a text that an answer follows: those of {@link #encode}, behind the tokens that this tokenizer puts
     * before every text, such as a beginning token, unless the text begins with them already.
     */
    int[] encodePrompt(String text);

    /** Text of token ids; special tokens are left out. */
    String decode(int[] tokens);

    /** Number of token ids, special tokens included. */
    int vocabSize();
}

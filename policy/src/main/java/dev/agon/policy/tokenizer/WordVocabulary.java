package dev.agon.policy.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A vocabulary of whole words: a text is cut at white space, each word is a token, and decoding puts a space between.
 * Ids are the words in their given order, then {@link #UNKNOWN}, which stands for every other word, then {@link #END}.
 *
 * @param words without white space, each once
 */
public record WordVocabulary(List<String> words) {
    /** The token of words that are not in the vocabulary. */
    public static final String UNKNOWN = "<|unknown|>";
    /** The token that ends a text. */
    public static final String END = "<|end|>";

    public WordVocabulary {
        words = List.copyOf(words);
        if (new HashSet<>(words).size() < words.size()
                || words.stream()
                        .anyMatch(word -> word.isEmpty()
                                || word.equals(UNKNOWN)
                                || word.equals(END)
                                || word.chars().anyMatch(Character::isWhitespace))) {
            throw new IllegalArgumentException(
                    "words must differ, hold no white space and be no special token: " + words);
        }
    }

    /** Number of ids. */
    public int size() {
        return words.size() + 2;
    }

    /** The id of {@link #END}. */
    public int endToken() {
        return words.size() + 1;
    }

    /** The vocabulary as a Hugging Face tokenizer; the same vocabulary gives the same bytes. */
    public TokenizerFiles files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(TokenizerFiles.TOKENIZER, TokenizerJson.bytes(tokenizer()));
        files.put("tokenizer_config.json", TokenizerJson.bytes(TokenizerJson.config(END)));
        return TokenizerFiles.of("a vocabulary of words", files);
    }

    private ObjectNode tokenizer() {
        ObjectNode json = TokenizerJson.object().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        added.add(TokenizerJson.special(words.size(), UNKNOWN));
        added.add(TokenizerJson.special(endToken(), END));
        json.putNull("normalizer");
        json.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        json.putNull("post_processor").putNull("decoder");
        ObjectNode model = json.putObject("model").put("type", "WordLevel").put("unk_token", UNKNOWN);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < words.size(); id++) {
            vocabulary.put(words.get(id), id);
        }
        vocabulary.put(UNKNOWN, words.size()).put(END, endToken());
        return json;
    }
}

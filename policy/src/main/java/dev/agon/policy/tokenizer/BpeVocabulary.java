package dev.agon.policy.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A trained byte-level BPE vocabulary.
 *
 * @param specialTokens tokens found whole in any text; their ids are their positions
 * @param tokens all tokens by id, special ones included, the others written in GPT-2's byte alphabet
 * @param merges the pairs to merge, most urgent first
 */
public record BpeVocabulary(List<String> specialTokens, List<String> tokens, List<Merge> merges) {
    /** Two neighbouring tokens that become one. */
    public record Merge(String left, String right) {}

    public BpeVocabulary {
        specialTokens = List.copyOf(specialTokens);
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    /** The id of a special token. */
    public int specialId(String token) {
        int id = specialTokens.indexOf(token);
        if (id < 0) {
            throw new IllegalArgumentException(token + " is none of the special tokens " + specialTokens);
        }
        return id;
    }

    /**
     * The vocabulary as a Hugging Face tokenizer; the same vocabulary gives the same bytes.
     *
     * @param endToken the special token that ends a text
     */
    public TokenizerFiles files(String endToken) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(TokenizerFiles.TOKENIZER, TokenizerJson.bytes(tokenizer()));
        files.put("tokenizer_config.json", TokenizerJson.bytes(TokenizerJson.config(tokens.get(specialId(endToken)))));
        return TokenizerFiles.of("the trained tokenizer", files);
    }

    private ObjectNode tokenizer() {
        ObjectNode json = TokenizerJson.object().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < specialTokens.size(); id++) {
            added.add(TokenizerJson.special(id, specialTokens.get(id)));
        }
        json.putNull("normalizer");
        putByteLevel(json.putObject("pre_tokenizer"));
        json.putNull("post_processor");
        putByteLevel(json.putObject("decoder"));
        putModel(json.putObject("model"));
        return json;
    }

    private static void putByteLevel(ObjectNode json) {
        json.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private void putModel(ObjectNode json) {
        json.put("type", "BPE");
        json.putNull("dropout").putNull("unk_token");
        json.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        json.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = json.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
        ArrayNode pairs = json.putArray("merges");
        for (Merge merge : merges) {
            pairs.add(merge.left() + " " + merge.right()); // no token holds a space: the alphabet writes it as another
        }
    }
}

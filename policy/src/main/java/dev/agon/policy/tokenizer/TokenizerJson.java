package dev.agon.policy.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** What all tokenizer files that this project writes have in common. */
final class TokenizerJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenizerJson() {}

    /** An empty object. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** An added token that is found whole in any text and left out of decoded ones. */
    static ObjectNode special(int id, String content) {
        return object().put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    /** The {@code tokenizer_config.json} of a tokenizer with this end token. */
    static ObjectNode config(String endToken) {
        return object().put("add_prefix_space", false)
                .put("clean_up_tokenization_spaces", false)
                .put("eos_token", endToken)
                .put("tokenizer_class", "PreTrainedTokenizerFast");
    }

    /** An object as an indented file with a line break at its end. */
    static byte[] bytes(ObjectNode json) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return (JSON.writer(printer).writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always writable", e);
        }
    }
}

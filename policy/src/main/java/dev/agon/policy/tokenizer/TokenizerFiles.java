package dev.agon.policy.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a Hugging Face tokenizer, held in memory, so that a checkpoint can be written after the directory they
 * came from is gone.
 */
public final class TokenizerFiles {
    /** The file that defines the tokenizer; the others only tell transformers how to present it. */
    static final String TOKENIZER = "tokenizer.json";

    /** Names that a tokenizer's files may have. */
    public static final List<String> NAMES = List.of(
            TOKENIZER,
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "chat_template.jinja",
            "vocab.json",
            "merges.txt");
    /** Fields of {@code tokenizer.json} that say how texts are batched, not how they are cut into tokens. */
    private static final List<String> NO_DEFINITION = List.of("version", "truncation", "padding");

    private static final long MAX_BYTES = 256L << 20;

    private final String origin;
    private final SortedMap<String, byte[]> contents;

    private TokenizerFiles(String origin, SortedMap<String, byte[]> contents) {
        this.origin = origin;
        this.contents = contents;
    }

    /**
     * Reads the tokenizer files of a directory.
     *
     * @throws ModelException if there is no {@code tokenizer.json} or a file cannot be read
     */
    public static TokenizerFiles read(Path directory) {
        Path tokenizer = directory.resolve(TOKENIZER);
        if (!Files.isRegularFile(tokenizer)) {
            throw new ModelException(tokenizer + " does not exist; give a directory with the fast tokenizer's file.");
        }
        SortedMap<String, byte[]> contents = new TreeMap<>();
        for (String name : NAMES) {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file)) {
                contents.put(name, bytes(file));
            }
        }
        return new TokenizerFiles(tokenizer.toString(), contents);
    }

    /** Files made in memory; {@code origin} says for messages where they come from. */
    static TokenizerFiles of(String origin, SortedMap<String, byte[]> contents) {
        return new TokenizerFiles(origin, new TreeMap<>(contents));
    }

    /** Names of the files, in alphabetical order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(contents.keySet());
    }

    /** A copy of a file's content. */
    public byte[] content(String name) {
        byte[] content = contents.get(name);
        if (content == null) {
            throw new IllegalArgumentException("there is no " + name + " from " + origin);
        }
        return content.clone();
    }

    /** Whether both define the same tokenizer, however their files are laid out. */
    public boolean defineSameAs(TokenizerFiles other) {
        return definition().equals(other.definition());
    }

    private JsonNode definition() {
        try {
            JsonNode definition = new ObjectMapper().readTree(content(TOKENIZER));
            if (definition instanceof ObjectNode object) {
                object.remove(NO_DEFINITION);
            }
            return definition;
        } catch (IOException e) {
            throw new ModelException(origin + " is not valid JSON (" + e.getMessage() + "); give a whole file.", e);
        }
    }

    /** Where {@code tokenizer.json} came from, for messages. */
    String origin() {
        return origin;
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ModelException(file + " has " + Files.size(file)
                        + " bytes, far too many for a tokenizer's file; give the right one.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read (" + e + "); check that it is a readable file.", e);
        }
    }
}

package dev.agon.env.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.protocol.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Comparisons in a JSONL file in TRL's preference format with plain texts, {@code {"prompt": "...", "chosen": "...",
 * "rejected": "..."}}; {@code "probability"}, where it stands, is how probably the chosen answer is the better one, in
 * [0, 1], and 1 otherwise. Other fields are left alone, blank lines passed over.
 */
public final class ComparisonFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final Path file;
    private int line;

    private ComparisonFile(Path file) {
        this.file = file;
    }

    /** A comparison as a line, without a line break; the likelier answer is the chosen one. */
    public static String line(String prompt, String left, String right, double p) {
        ObjectNode node = JSON.createObjectNode()
                .put("prompt", prompt)
                .put("chosen", p >= 0.5 ? left : right)
                .put("rejected", p >= 0.5 ? right : left);
        double probability = Math.max(p, 1 - p);
        if (probability < 1) {
            node.put("probability", probability);
        }
        return node.toString();
    }

    /**
     * The comparisons of a file by prompt, in the file's order.
     *
     * @throws InputException naming file, line, value and cure
     */
    static Map<String, List<RewardTable.Comparison>> read(Path file) {
        return new ComparisonFile(file).read();
    }

    private Map<String, List<RewardTable.Comparison>> read() {
        Map<String, List<RewardTable.Comparison>> byPrompt = new TreeMap<>();
        line = 1;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                if (!text.isBlank()) {
                    JsonNode node = object(text);
                    byPrompt.computeIfAbsent(text(node, "prompt"), any -> new ArrayList<>())
                            .add(new RewardTable.Comparison(
                                    text(node, "chosen"), text(node, "rejected"), probability(node)));
                }
                line++;
            }
        } catch (NoSuchFileException e) {
            throw new InputException(
                    "The file of comparisons " + file
                            + " does not exist; set agon.judge.bradley-terry.file to one that agon evaluate --comparisons"
                            + " wrote.",
                    e);
        } catch (CharacterCodingException e) {
            throw new InputException(place() + ": the file is not UTF-8 text from about here on; convert it.", e);
        } catch (IOException e) {
            throw new InputException("The file of comparisons " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (byPrompt.isEmpty()) {
            throw new InputException("The file of comparisons " + file
                    + " is empty; it needs a JSON object a line, {\"prompt\": \"...\", \"chosen\": \"...\","
                    + " \"rejected\": \"...\"}.");
        }
        return byPrompt;
    }

    private JsonNode object(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new InputException(
                    place() + ": the line is no JSON (" + e.getOriginalMessage() + "); mend or delete it.", e);
        }
        throw new InputException(place() + ": the line is no object but must be {\"prompt\": \"...\", \"chosen\":"
                + " \"...\", \"rejected\": \"...\"}.");
    }

    private String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new InputException(place() + ": \"" + field + "\" is " + (value.isMissingNode() ? "missing" : value)
                    + " but must be a text.");
        }
        return value.textValue();
    }

    private double probability(JsonNode node) {
        JsonNode value = node.path("probability");
        if (value.isMissingNode()) {
            return 1;
        }
        double p = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(p >= 0 && p <= 1)) {
            throw new InputException(place() + ": \"probability\" is " + value + " but must be a number from 0 to 1.");
        }
        return p;
    }

    private String place() {
        return file + ":" + line;
    }
}

package dev.agon.policy.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a JSON object in a file, read with types and ranges; a null field counts as absent. Every fault is a
 * {@link ModelException} that names file, field and value.
 */
final class JsonFields {
    private static final ObjectMapper JSON = new ObjectMapper();
    // Generous bounds: they keep a corrupt file from asking for absurd amounts of memory.
    static final int MAX_LAYERS = 10_000;
    static final int MAX_WIDTH = 1 << 24;

    private static final long MAX_BYTES = 16L << 20;
    private static final int MAX_SHOWN = 100;

    private final Path file;
    private final String prefix;
    private final JsonNode node;

    private JsonFields(Path file, String prefix, JsonNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    /** Reads a file of at most 16 MiB that must hold one JSON object. */
    static JsonFields read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ModelException(file + " has " + Files.size(file)
                        + " bytes, far too many for a configuration; give the right file.");
            }
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw new ModelException(file + " holds no JSON object; fetch or write it again.");
            }
            return new JsonFields(file, "", node);
        } catch (NoSuchFileException e) {
            throw new ModelException(file + " does not exist; give the directory of a Hugging Face model.", e);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no detail");
            throw new ModelException(file + " cannot be read as JSON (" + reason + "); fetch or write it again.", e);
        }
    }

    /** The whole object, which may be changed. */
    ObjectNode copy() {
        return ((ObjectNode) node).deepCopy();
    }

    /** The object in a field; one without fields if it is absent. */
    JsonFields block(String name) {
        if (!has(name)) {
            return new JsonFields(file, prefix + name + ".", MissingNode.getInstance());
        }
        if (!node.path(name).isObject()) {
            throw fault(name, "must be an object");
        }
        return new JsonFields(file, prefix + name + ".", node.path(name));
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Whether the field is there and null. */
    boolean isNull(String name) {
        return node.path(name).isNull();
    }

    int integer(String name, int min, int max) {
        return integer(name, node.path(name), min, max);
    }

    int integerOr(String name, int absent, int min, int max) {
        return has(name) ? integer(name, min, max) : absent;
    }

    /** A whole number, or a list of at least one. */
    List<Integer> integers(String name, int min, int max) {
        JsonNode value = node.path(name);
        if (!value.isArray() || value.isEmpty()) {
            return List.of(integer(name, value, min, max));
        }
        List<Integer> numbers = new ArrayList<>();
        value.forEach(each -> numbers.add(integer(name, each, min, max)));
        return numbers;
    }

    double number(String name, double absent, double min, double max) {
        return has(name) ? number(name, min, max) : absent;
    }

    double number(String name, double min, double max) {
        JsonNode value = node.path(name);
        if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
            throw fault(name, "must be a number between " + min + " and " + max);
        }
        return value.doubleValue();
    }

    /** True or false; false if absent. */
    boolean flag(String name) {
        return flag(name, false);
    }

    boolean flag(String name, boolean absent) {
        if (!has(name)) {
            return absent;
        }
        if (!node.path(name).isBoolean()) {
            throw fault(name, "must be true or false");
        }
        return node.path(name).booleanValue();
    }

    void refuseTrue(String name, String what) {
        if (flag(name)) {
            throw fault(name, "asks for " + what + ", which is not supported");
        }
    }

    String text(String name) {
        String value = node.path(name).textValue();
        if (value == null) {
            throw fault(name, "must be a text");
        }
        return value;
    }

    /** A text that must be one of these. */
    String requireText(String name, List<String> supported) {
        String value = node.path(name).textValue();
        if (value == null || !supported.contains(value)) {
            throw fault(name, "is not supported; supported are: " + String.join(", ", supported));
        }
        return value;
    }

    /** A list of so many texts, each one of these. */
    List<String> texts(String name, int count, List<String> supported) {
        List<String> values = new ArrayList<>();
        elements(name, count).forEach(element -> {
            if (!element.isTextual() || !supported.contains(element.textValue())) {
                throw fault(name, "may hold only " + String.join(" and ", supported));
            }
            values.add(element.textValue());
        });
        return values;
    }

    /** A list of so many whole numbers. */
    List<Integer> integers(String name, int count, int min, int max) {
        List<Integer> values = new ArrayList<>();
        elements(name, count).forEach(element -> values.add(integer(name, element, min, max)));
        return values;
    }

    private JsonNode elements(String name, int count) {
        if (!node.path(name).isArray() || node.path(name).size() != count) {
            throw fault(name, "must be a list of " + count + ", one entry a layer");
        }
        return node.path(name);
    }

    /** Whether the field is a text. */
    boolean isText(String name) {
        return node.path(name).isTextual();
    }

    /** Whether the field says anything: it is there, and neither null, false, nor an empty list, object or text. */
    boolean isFilled(String name) {
        JsonNode value = node.path(name);
        boolean empty = value.isContainerNode()
                ? value.isEmpty()
                : value.isTextual() && value.asText().isEmpty();
        return has(name) && !empty && !(value.isBoolean() && !value.booleanValue());
    }

    /** A list of at least one text. */
    List<String> textList(String name) {
        JsonNode list = node.path(name);
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(String.valueOf(element.textValue())));
        if (!list.isArray() || list.isEmpty() || texts.contains("null")) {
            throw fault(name, "must be a list of texts");
        }
        return texts;
    }

    /** The texts of an object that holds nothing else, in the file's order. */
    Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonNode object = node.path(name);
        if (!object.isObject() || object.isEmpty()) {
            throw fault(name, "must be an object of texts");
        }
        object.properties().forEach(field -> {
            if (!field.getValue().isTextual()) {
                throw fault(name, "must hold texts only");
            }
            texts.put(field.getKey(), field.getValue().textValue());
        });
        return texts;
    }

    /** The exception for a field; {@code why} continues "field (value) ...". */
    ModelException fault(String name, String why) {
        String value =
                node.path(name).isMissingNode() ? "absent" : node.path(name).toString();
        String shown = value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "..." : value;
        return new ModelException(file + ": " + prefix + name + " (" + shown + ") " + why + ".");
    }

    private int integer(String name, JsonNode value, int min, int max) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw fault(name, "must be a whole number between " + min + " and " + max);
        }
        return value.intValue();
    }
}

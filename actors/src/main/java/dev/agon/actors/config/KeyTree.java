package dev.agon.actors.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Nearest;
import dev.agon.protocol.settings.Settings;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys that exist: everything under {@code agon} in the modules' {@code reference.conf}. A block may be added
 * beside blocks that carry a {@code class}, with a {@code class} of its own; its keys are its class's affair.
 */
final class KeyTree {
    static final String ROOT = "agon";

    private final Config reference;
    private final SortedMap<String, ConfigValue> nodes = new TreeMap<>();

    /** @param reference the resolved defaults */
    KeyTree(Config reference) {
        this.reference = reference;
        if (reference.hasPath(ROOT)) {
            collect(ROOT, reference.getValue(ROOT));
        }
    }

    private void collect(String path, ConfigValue value) {
        nodes.put(path, value);
        if (value instanceof ConfigObject object) {
            object.forEach((key, child) -> collect(join(path, key), child));
        }
    }

    /** The default of every key and block by its full path, in alphabetical order. */
    SortedMap<String, ConfigValue> nodes() {
        return nodes;
    }

    /** The paths of keys that hold a value and no block. */
    List<String> leaves() {
        return nodes.keySet().stream()
                .filter(path -> !(nodes.get(path) instanceof ConfigObject))
                .toList();
    }

    /**
     * Checks that every key of a resolved layer exists.
     *
     * @throws ConfigurationException naming place, key and the nearest spelling
     */
    void check(Config layer) {
        new TreeMap<>(layer.root()).forEach(this::check);
    }

    private void check(String path, ConfigValue value) {
        if (!nodes.containsKey(path)) {
            if (isExtension(path, value)) {
                return;
            }
            throw unknown(Settings.describe(firstLeaf(value).origin()) + ": ", path);
        }
        if (value instanceof ConfigObject object && nodes.get(path) instanceof ConfigObject) {
            new TreeMap<>(object).forEach((key, child) -> check(join(path, key), child));
        }
    }

    /** The exception for a key that does not exist; {@code place} is put before it. */
    ConfigurationException unknown(String place, String path) {
        return new ConfigurationException(place + "unknown key " + path
                + nearest(path)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; see `agon config show` for the keys that exist."));
    }

    private boolean isExtension(String path, ConfigValue value) {
        return value instanceof ConfigObject object
                && object.containsKey("class")
                && nodes.get(parent(path)) instanceof ConfigObject siblings
                && siblings.values().stream()
                        .anyMatch(sibling -> sibling instanceof ConfigObject block && block.containsKey("class"));
    }

    /** The existing path that a wrong one most likely meant: a sibling, a path spelt alike, or the same last word. */
    Optional<String> nearest(String path) {
        if (nodes.containsKey(join(ROOT, path))) {
            return Optional.of(join(ROOT, path));
        }
        String parent = parent(path);
        String word = path.substring(path.lastIndexOf('.') + 1);
        return Nearest.to(word, childrenOf(parent))
                .map(near -> parent.isEmpty() ? near : join(parent, near))
                .or(() -> leaves().stream()
                        .filter(leaf -> leaf.endsWith("." + word))
                        .min(Comparator.comparingInt(String::length)))
                .or(() -> Nearest.to(path, nodes.keySet()));
    }

    private Collection<String> childrenOf(String path) {
        if (path.isEmpty()) {
            return List.of(ROOT);
        }
        return nodes.get(path) instanceof ConfigObject object ? object.keySet() : List.of();
    }

    private static ConfigValue firstLeaf(ConfigValue value) {
        if (value instanceof ConfigObject object && !object.isEmpty()) {
            return firstLeaf(new TreeMap<>(object).firstEntry().getValue());
        }
        return value;
    }

    private static String parent(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    static String join(String path, String key) {
        return path + "." + (key.matches("[\\w-]+") ? key : ConfigUtil.quoteString(key));
    }

    /** The resolved defaults. */
    Config reference() {
        return reference;
    }
}

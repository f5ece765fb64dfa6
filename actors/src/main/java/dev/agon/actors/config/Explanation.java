package dev.agon.actors.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;

/**
 * What is known about a key.
 *
 * @param key full path
 * @param comment the comment above it in {@code reference.conf}
 * @param variable environment variable that sets it; empty for a block
 * @param defaultValue the default as HOCON; empty for a block
 * @param value the current value as HOCON; empty for a block
 * @param origin where the current value came from
 * @param children the keys below it, if it is a block
 */
public record Explanation(
        String key,
        String comment,
        String variable,
        String defaultValue,
        String value,
        String origin,
        List<String> children) {
    public Explanation {
        children = List.copyOf(children);
    }

    static Explanation of(String key, Config current, KeyTree keys) {
        ConfigValue standard = keys.nodes().get(key);
        if (standard == null) {
            throw keys.unknown("", key);
        }
        String comment = String.join(
                "\n", standard.origin().comments().stream().map(String::strip).toList());
        ConfigValue value = current.getValue(key);
        String origin = Origins.describe(value.origin());
        if (value instanceof ConfigObject block) {
            List<String> children = block.keySet().stream().sorted().toList();
            return new Explanation(key, comment, "", "", "", origin, children);
        }
        return new Explanation(
                key,
                comment,
                Environment.variableOf(key),
                ResolvedConfig.rendered(standard),
                ResolvedConfig.rendered(value),
                origin,
                List.of());
    }
}

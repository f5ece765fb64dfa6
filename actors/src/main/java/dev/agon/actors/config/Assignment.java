package dev.agon.actors.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.agon.protocol.settings.ConfigurationException;

/** One {@code key=value} of the command line or the environment as a layer of the configuration. */
final class Assignment {
    private Assignment() {}

    /** The layer of a {@code --set} option. */
    static Config parse(String assignment, KeyTree keys) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new ConfigurationException(
                    "--set " + assignment + " is not of the form key=value; write for instance --set agon.run.seed=7.");
        }
        String key = assignment.substring(0, equals).strip();
        requireKnown(key, keys);
        return layer(key, assignment.substring(equals + 1).strip(), "--set " + key);
    }

    private static void requireKnown(String key, KeyTree keys) {
        if (!key.startsWith(KeyTree.ROOT + ".")) {
            throw keys.unknown("--set " + key + ": ", key);
        }
    }

    /** A layer of one key; the value is HOCON where it can be read as such, and else a text. */
    static Config layer(String key, String value, String origin) {
        try {
            return ConfigFactory.empty().withValue(key, parseValue(value, origin));
        } catch (ConfigException.BadPath e) {
            throw new ConfigurationException(origin + " names no key; write for instance --set agon.run.seed=7.");
        }
    }

    private static ConfigValue parseValue(String value, String origin) {
        boolean comment = value.contains("#") || value.contains("//");
        if (!comment && !value.isEmpty()) {
            try {
                return ConfigFactory.parseString("value = " + value)
                        .getValue("value")
                        .withOrigin(ConfigOriginFactory.newSimple(origin));
            } catch (ConfigException e) {
                // A text that is no HOCON, such as cuda:1 or a Windows path: taken as it stands.
            }
        }
        return ConfigValueFactory.fromAnyRef(value, origin);
    }
}

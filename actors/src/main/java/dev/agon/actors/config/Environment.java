package dev.agon.actors.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.ledger.LedgerSettings;
import dev.agon.actors.security.ClusterToken;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Nearest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The environment as a layer of the configuration. The variable of a key is the key in capitals with underscores for
 * dots and hyphens: {@code AGON_ROLLOUT_MAX_NEW_TOKENS} sets {@code agon.rollout.max-new-tokens}.
 */
final class Environment {
    private static final String PREFIX = "AGON_";

    /** The variable that the launcher reads, and those that hold secrets, which are never shown: they are no keys. */
    private static final Set<String> NO_KEYS = Set.of("AGON_JAVA_OPTS", LedgerSettings.PASSWORD, ClusterToken.VARIABLE);

    private final SortedMap<String, String> variables = new TreeMap<>();
    private final Secrets secrets;

    Environment(Map<String, String> environment) {
        secrets = new Secrets(
                Optional.ofNullable(environment.get(LedgerSettings.PASSWORD)),
                Optional.ofNullable(environment.get(ClusterToken.VARIABLE)));
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !NO_KEYS.contains(name)) {
                variables.put(name, value);
            }
        });
    }

    /**
     * The layer of all variables.
     *
     * @throws ConfigurationException if a variable belongs to no key
     */
    Config layer(KeyTree keys) {
        if (variables.isEmpty()) {
            return ConfigFactory.empty();
        }
        SortedMap<String, String> keyOf = new TreeMap<>();
        keys.leaves().forEach(key -> keyOf.put(variableOf(key), key));
        Config layer = ConfigFactory.empty();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String key = keyOf.get(variable.getKey());
            if (key == null) {
                throw new ConfigurationException("Environment variable " + variable.getKey() + " belongs to no key"
                        + Nearest.to(variable.getKey(), keyOf.keySet())
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; unset it, or see `agon config show` for the keys that exist."));
            }
            layer = Assignment.layer(key, variable.getValue(), "environment variable " + variable.getKey())
                    .withFallback(layer);
        }
        return layer;
    }

    /** What the environment holds that is no key. */
    Secrets secrets() {
        return secrets;
    }

    /** The name of the variable that sets a key. */
    static String variableOf(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}

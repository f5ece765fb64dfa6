package dev.agon.actors.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.ledger.LedgerSettings;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Nearest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The environment as a layer of the configuration. The variable of a key is the key in capitals with underscores for
 * dots and hyphens: {@code AGON_ROLLOUT_MAX_NEW_TOKENS} sets {@code agon.rollout.max-new-tokens}.
 */
final class Environment {
    private static final String PREFIX = "AGON_";

    /** The variable that the launcher reads; it is no key. */
    private static final String LAUNCHER = "AGON_JAVA_OPTS";

    /** No key either, because keys are shown and written down. */
    private static final String SECRET = LedgerSettings.PASSWORD;

    private final SortedMap<String, String> variables = new TreeMap<>();
    private final Optional<String> secret;

    Environment(Map<String, String> environment) {
        secret = Optional.ofNullable(environment.get(SECRET));
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !name.equals(LAUNCHER) && !name.equals(SECRET)) {
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

    /** The password of the ledger's database, if the environment holds it. */
    Optional<String> ledgerPassword() {
        return secret;
    }

    /** The name of the variable that sets a key. */
    static String variableOf(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}

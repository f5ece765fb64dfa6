package dev.agon.actors.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges the layers of the configuration, lowest first: {@code reference.conf} of every module, the configuration file,
 * the environment, {@code --set}. Every key of the upper three must stand in a {@code reference.conf}.
 */
public final class ConfigLoader {
    /**
     * Substitution that configuration files may use for the directory Agon is installed in, with a slash at its end.
     */
    private static final String INSTALL_ROOT = "install-root";

    private final Map<String, String> environment;
    private final Path home;
    private @Nullable Path file;
    private @Nullable String text;
    private List<String> overrides = List.of();

    /**
     * @param environment environment variables; those named {@code AGON_...} are a layer
     * @param home directory that Agon is installed in
     */
    public ConfigLoader(Map<String, String> environment, Path home) {
        this.environment = environment;
        this.home = home;
    }

    /** Reads this file; without one the defaults stand. */
    public ConfigLoader file(@Nullable Path configurationFile) {
        this.file = configurationFile;
        return this;
    }

    /** Reads this text, which another process resolved, instead of a file. */
    public ConfigLoader text(String resolved) {
        this.text = resolved;
        return this;
    }

    /** Sets keys, each as {@code key=value}; later ones win. */
    public ConfigLoader overrides(List<String> assignments) {
        this.overrides = List.copyOf(assignments);
        return this;
    }

    /**
     * The merged and checked configuration.
     *
     * @throws ConfigurationException if the file cannot be read or parsed, or a key is unknown
     */
    public ResolvedConfig load() {
        Config base = installRoot();
        Config reference = ConfigFactory.defaultReferenceUnresolved();
        KeyTree keys = new KeyTree(resolve(reference, base));
        List<Config> layers = new ArrayList<>();
        if (file != null) {
            layers.add(parseFile(file));
        }
        if (text != null) {
            layers.add(parseText(text));
        }
        Environment variables = new Environment(environment);
        layers.add(variables.layer(keys));
        for (String assignment : overrides) {
            layers.add(Assignment.parse(assignment, keys));
        }
        Config merged = reference;
        for (Config layer : layers) {
            merged = layer.withFallback(merged);
        }
        Config resolved = resolve(merged, base);
        for (Config layer : layers) {
            keys.check(resolveAlone(layer, resolved.withFallback(base)));
        }
        return new ResolvedConfig(resolved, keys, variables.secrets());
    }

    private Config installRoot() {
        String root = home.toAbsolutePath().normalize() + File.separator;
        return ConfigFactory.empty().withValue(INSTALL_ROOT, ConfigValueFactory.fromAnyRef(root, "install directory"));
    }

    private static Config parseFile(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ConfigurationException("Configuration file " + path
                    + " does not exist; name an existing file with --config or leave the option out.");
        }
        try {
            return ConfigFactory.parseFile(
                    path.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            throw unreadable(e);
        }
    }

    private static Config parseText(String text) {
        try {
            return ConfigFactory.parseString(
                    text, ConfigParseOptions.defaults().setOriginDescription("the submitted configuration"));
        } catch (ConfigException e) {
            throw unreadable(e);
        }
    }

    private static Config resolve(Config layer, Config base) {
        try {
            return layer.withFallback(base)
                    .resolve(ConfigResolveOptions.noSystem())
                    .withoutPath(INSTALL_ROOT);
        } catch (ConfigException e) {
            throw unreadable(e);
        }
    }

    private static Config resolveAlone(Config layer, Config source) {
        try {
            return layer.resolveWith(source, ConfigResolveOptions.noSystem());
        } catch (ConfigException e) {
            throw unreadable(e);
        }
    }

    private static ConfigurationException unreadable(ConfigException e) {
        if (e.origin() == null) {
            return new ConfigurationException("The configuration cannot be read: " + e.getMessage());
        }
        String place = Settings.describe(e.origin());
        String message = String.valueOf(e.getMessage());
        String origin = e.origin().description() + ": ";
        String reason = message.startsWith(origin) ? message.substring(origin.length()) : message;
        return new ConfigurationException(place + " is not valid HOCON: " + reason);
    }
}

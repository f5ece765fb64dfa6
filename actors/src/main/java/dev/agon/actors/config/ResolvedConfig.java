package dev.agon.actors.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.agon.actors.ledger.LedgerSettings;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A merged and checked configuration: values, their origins, and how it is written down. */
public final class ResolvedConfig {
    private static final ConfigRenderOptions PLAIN = ConfigRenderOptions.defaults()
            .setComments(false)
            .setOriginComments(false)
            .setJson(false);
    private static final ConfigRenderOptions VALUE =
            ConfigRenderOptions.concise().setJson(false).setFormatted(false);

    private final Config root;
    private final KeyTree keys;
    private final Secrets secrets;

    ResolvedConfig(Config root, KeyTree keys, Secrets secrets) {
        this.root = root;
        this.keys = keys;
        this.secrets = secrets;
    }

    /**
     * A key with its value and where the value came from.
     *
     * @param key full path
     * @param value as HOCON
     * @param origin file and line, environment variable or option
     */
    public record Entry(String key, String value, String origin) {}

    /** The whole configuration, {@code agon} beside the libraries' trees. */
    public Config root() {
        return root;
    }

    /** The block at {@code path}, such as {@code agon.run}. */
    public Settings settings(String path) {
        return Settings.of(root, path);
    }

    /** Where the run's history is kept; its password is in no value that this class shows. */
    public LedgerSettings ledger() {
        return LedgerSettings.of(settings("agon.ledger"), secrets.ledgerPassword());
    }

    /**
     * How this machine is a node of a cluster; the token is in no value that this class shows.
     *
     * @throws dev.agon.protocol.settings.ConfigurationException as {@link ClusterSettings#of}
     */
    public ClusterSettings cluster() {
        return ClusterSettings.of(settings("agon.cluster"), secrets.clusterToken());
    }

    /** How a cluster is asked over HTTP. */
    public ClusterAccess access() {
        return ClusterAccess.of(settings("agon.cluster"), secrets.clusterToken());
    }

    /**
     * This configuration with one value replaced.
     *
     * @param value a text, a number or a list of such
     * @param origin where it comes from, as a message about it says
     */
    public ResolvedConfig with(String key, Object value, String origin) {
        return new ResolvedConfig(root.withValue(key, ConfigValueFactory.fromAnyRef(value, origin)), keys, secrets);
    }

    /** The {@code agon} tree as HOCON, in alphabetical order; reading it gives the same configuration again. */
    public String render() {
        return root.withOnlyPath(KeyTree.ROOT).root().render(PLAIN);
    }

    /** Every key of the {@code agon} tree with value and origin, in alphabetical order. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        flatten(KeyTree.ROOT, root.getValue(KeyTree.ROOT))
                .forEach((key, value) ->
                        entries.add(new Entry(key, value.render(VALUE), Origins.describe(value.origin()))));
        return entries;
    }

    /** Everything known about a key or block. */
    public Explanation explain(String key) {
        return Explanation.of(key, root, keys);
    }

    /** The keys that hold values by full path. */
    static SortedMap<String, ConfigValue> flatten(String path, ConfigValue value) {
        SortedMap<String, ConfigValue> leaves = new TreeMap<>();
        if (value instanceof ConfigObject object) {
            object.forEach((key, child) -> leaves.putAll(flatten(KeyTree.join(path, key), child)));
        } else {
            leaves.put(path, value);
        }
        return leaves;
    }

    static String rendered(ConfigValue value) {
        return value.render(VALUE);
    }
}

package dev.agon.actors.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import dev.agon.policy.files.Sha256;
import dev.agon.protocol.settings.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What makes two configurations the same run: every key of {@code agon} but those that only say where a run lies, how
 * many share its work and how it is shown.
 */
public final class RunIdentity {
    /**
     * Keys that may change between the attempts of a run, since neither a figure nor the order of work depends on them.
     */
    private static final List<String> FREE = List.of(
            "agon.run.name",
            "agon.run.directory",
            "agon.run.progress-interval",
            "agon.run.stop-timeout",
            "agon.judge.workers",
            "agon.rollout.workers",
            "agon.checkpoint.keep",
            "agon.ledger",
            "agon.report",
            "agon.cluster",
            // Games and their exact play (agon solve, agon claims), with which a run has nothing to do unless its task
            // plays one.
            "agon.game",
            "agon.dynamics",
            "agon.solve",
            "agon.claim");

    /** Keys that no figure depends on either but that tell where the run's history lies, so they stay. */
    private static final List<String> FIXED = List.of("agon.ledger.database");

    private final SortedMap<String, String> values = new TreeMap<>();
    private final SortedMap<String, String> fixed = new TreeMap<>();

    private RunIdentity(Config root) {
        String played = played(root);
        SortedMap<String, ConfigValue> leaves = ResolvedConfig.flatten(KeyTree.ROOT, root.getValue(KeyTree.ROOT));
        leaves.forEach((key, value) -> {
            if (key.startsWith(played)
                    || FREE.stream().noneMatch(free -> key.equals(free) || key.startsWith(free + "."))) {
                values.put(key, ResolvedConfig.rendered(value));
            } else if (FIXED.contains(key)) {
                fixed.put(key, ResolvedConfig.rendered(value));
            }
        });
    }

    /** Beginning of the keys of the game that the run's task plays; of no key where it plays none. */
    private static String played(Config root) {
        String key = "agon.task." + root.getString("agon.task.use") + ".game";
        return "agon.game." + (root.hasPath(key) ? root.getString(key) : "") + ".";
    }

    /** The identity of a configuration. */
    public static RunIdentity of(ResolvedConfig config) {
        return new RunIdentity(config.root());
    }

    /** The identity of a {@code config.resolved.conf}. */
    static RunIdentity read(Path resolved) {
        return new RunIdentity(ConfigFactory.parseFile(resolved.toFile()));
    }

    /** SHA-256 over keys and values, in lower-case hex. */
    public String digest() {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks that this configuration continues the run whose {@code config.resolved.conf} is given.
     *
     * @throws ConfigurationException naming the keys that differ, their values and the cure
     */
    public void requireSameAs(Path resolved) {
        RunIdentity before = read(resolved);
        TreeSet<String> keys = new TreeSet<>(before.values.keySet());
        keys.addAll(values.keySet());
        keys.addAll(before.fixed.keySet()); // a run of before these keys has none of them
        List<String> differences = keys.stream()
                .filter(key -> !before.valueOf(key).equals(valueOf(key)))
                .map(key -> key + " (was " + before.valueOf(key) + ", now " + valueOf(key) + ")")
                .toList();
        if (!differences.isEmpty()) {
            throw new ConfigurationException(
                    "Run directory " + resolved.toAbsolutePath().normalize().getParent()
                            + " belongs to another configuration: " + String.join(", ", differences)
                            + "; restore these values to resume it, or start a new run with --set agon.run.name=NEW.");
        }
    }

    private String valueOf(String key) {
        return values.getOrDefault(key, fixed.getOrDefault(key, "unset"));
    }
}

package dev.agon.protocol.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One block of the configuration, read with ranges. Defaults live in {@code reference.conf} only, so a missing key is
 * an error here; a value of the wrong type or out of range is a {@link ConfigurationException} that names the full key,
 * the file and line it came from, the value, the range and thereby the cure.
 */
public final class Settings {
    private final Config root;
    private final String path;
    private final Set<String> read = new TreeSet<>();

    private Settings(Config root, String path) {
        this.root = root;
        this.path = path;
    }

    /** The block at {@code path} of a resolved configuration, for instance {@code agon.rollout}. */
    public static Settings of(Config root, String path) {
        return new Settings(root, path);
    }

    /** The block at {@code key} below this one. */
    public Settings block(String key) {
        read.add(key);
        return new Settings(root, full(key));
    }

    /** The block at a full path of the same configuration, for a key of this block that names something there. */
    public Settings elsewhere(String fullPath) {
        return new Settings(root, fullPath);
    }

    /** Full path of a key of this block. */
    public String full(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The keys that were read so far, relative to this block. */
    public Set<String> read() {
        return Set.copyOf(read);
    }

    /** A whole number in [min, max]. */
    public int integer(String key, int min, int max) {
        int value = get(key, "a whole number", () -> root.getInt(full(key)));
        if (value < min || value > max) {
            throw outOfRange(key, value, min, max);
        }
        return value;
    }

    /** A 64-bit whole number. */
    public long integer64(String key) {
        return get(key, "a whole number", () -> root.getLong(full(key)));
    }

    /** A finite number in [min, max]. */
    public double number(String key, double min, double max) {
        double value = get(key, "a number", () -> root.getDouble(full(key)));
        if (!(value >= min && value <= max)) {
            throw outOfRange(key, value, min, max);
        }
        return value;
    }

    /** A text; may be empty. */
    public String text(String key) {
        return get(key, "a text", () -> root.getString(full(key)));
    }

    /** One of the given words. */
    public String oneOf(String key, List<String> words) {
        String value = text(key);
        if (!words.contains(value)) {
            throw fault(key, "is " + quoted(value) + " but must be one of " + String.join(", ", words));
        }
        return value;
    }

    /** A text, a number, true or false, or a list of such, as it stands in the configuration. */
    public Object value(String key) {
        return get(key, "a value", () -> root.getAnyRef(full(key)));
    }

    /** A list of texts. */
    public List<String> texts(String key) {
        return get(key, "a list of texts", () -> root.getStringList(full(key)));
    }

    /** True or false. */
    public boolean flag(String key) {
        return get(key, "true or false", () -> root.getBoolean(full(key)));
    }

    /** A time with its unit, such as {@code 30s}. */
    public Duration duration(String key) {
        return get(key, "a duration with its unit, such as 30s", () -> root.getDuration(full(key)));
    }

    /** A file or directory; relative to the working directory. */
    public Path file(String key) {
        return Path.of(text(key));
    }

    /**
     * The block that the key {@code use} of this block names: the configured choice among the named blocks beside it.
     */
    public Settings chosen() {
        String name = text("use");
        if (!root.hasPath(full(name)) || !root.hasPath(full(name) + ".class")) {
            List<String> known = names();
            throw fault(
                    "use",
                    "is " + quoted(name) + " but must be one of " + String.join(", ", known)
                            + Nearest.to(name, known)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
        return block(name);
    }

    /**
     * The objects of a list, each with its number from 0 at the end of its path and filled up from a block beside the
     * list, which has every key that they may have.
     *
     * @param template key of that block
     */
    public List<Settings> blocks(String key, String template) {
        Config defaults = root.getConfig(full(template));
        read.add(template);
        List<Settings> blocks = new ArrayList<>();
        for (Config object : get(key, "a list of objects", () -> root.getConfigList(full(key)))) {
            String place = full(key) + "." + blocks.size();
            Settings block = new Settings(object.withFallback(defaults).atPath(place), place);
            for (String word : new TreeSet<>(object.root().keySet())) {
                if (!defaults.root().containsKey(word)) {
                    throw block.fault(
                            word,
                            "is no key that it may have"
                                    + Nearest.to(word, defaults.root().keySet())
                                            .map(near -> "; did you mean " + near + "?")
                                            .orElse("; it may have "
                                                    + String.join(
                                                            ", ",
                                                            new TreeSet<>(defaults.root()
                                                                    .keySet()))));
                }
            }
            blocks.add(block);
        }
        return List.copyOf(blocks);
    }

    /** The keys of this block, in alphabetical order. */
    public List<String> keys() {
        return root.getConfig(path).root().keySet().stream().sorted().toList();
    }

    /** The names of the blocks below this one that carry a {@code class}, in alphabetical order. */
    public List<String> names() {
        return root.getConfig(path).root().keySet().stream()
                .filter(key -> root.hasPath(full(key) + ".class"))
                .sorted()
                .toList();
    }

    /** The last element of this block's path: the name under which the block is known. */
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /**
     * An instance of this block's {@code class}, made by its public constructor that takes these settings.
     *
     * @throws ConfigurationException if the class does not exist, has no such constructor or is no {@code type}
     */
    public <T> T create(Class<T> type) {
        String className = text("class");
        try {
            return type.cast(
                    Class.forName(className).getConstructor(Settings.class).newInstance(this));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(className + " could not be made", e);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw fault(
                    "class",
                    "is " + quoted(className) + ", which is no " + type.getSimpleName()
                            + " with a public constructor that takes Settings");
        }
    }

    /**
     * The exception to throw if the value of {@code key} cannot be used; {@code why} continues "key (file:line) ...".
     */
    public ConfigurationException fault(String key, String why) {
        return new ConfigurationException(full(key) + place(key) + " " + why + ".");
    }

    private ConfigurationException outOfRange(String key, Number value, Number min, Number max) {
        return fault(key, "is " + value + " but must lie between " + min + " and " + max);
    }

    private <T> T get(String key, String kind, Supplier<T> reader) {
        read.add(key);
        try {
            return reader.get();
        } catch (ConfigException.Missing e) {
            throw new ConfigurationException(full(key) + " is not set; it must be " + kind + ".");
        } catch (ConfigException e) {
            ConfigValue value = root.getValue(full(key));
            throw fault(key, "is " + quoted(String.valueOf(value.unwrapped())) + " but must be " + kind);
        }
    }

    private String place(String key) {
        if (!root.hasPathOrNull(full(key)) || root.getIsNull(full(key))) {
            return "";
        }
        ConfigOrigin origin = root.getValue(full(key)).origin();
        return " (" + describe(origin) + ")";
    }

    /** Where a configuration value came from, as {@code file:line} or the source's own name. */
    public static String describe(ConfigOrigin origin) {
        String name = origin.filename() != null ? origin.filename() : origin.description();
        return origin.filename() != null && origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : name;
    }

    private static String quoted(String value) {
        return "\"" + value + "\"";
    }
}

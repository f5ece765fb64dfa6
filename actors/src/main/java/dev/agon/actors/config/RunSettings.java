package dev.agon.actors.config;

import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Which run this is, block {@code agon.run}; each key is described in {@code reference.conf}.
 *
 * @param name the run's name, or {@code auto}
 * @param seed of every random number
 * @param iterations self-play iterations
 * @param directory holds the runs
 * @param progressInterval time between progress lines in a pipe
 * @param stopTimeout longest wait for running work at a stop
 */
public record RunSettings(
        String name, long seed, int iterations, Path directory, Duration progressInterval, Duration stopTimeout) {
    private static final int MANY = 1_000_000;

    /** Reads the block. */
    public static RunSettings of(Settings settings) {
        String name = settings.text("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw settings.fault(
                    "name", "is \"" + name + "\" but must be letters, digits, dots, hyphens and underscores");
        }
        return new RunSettings(
                name,
                settings.integer64("seed"),
                settings.integer("iterations", 1, MANY),
                settings.file("directory"),
                positive(settings, "progress-interval"),
                positive(settings, "stop-timeout"));
    }

    private static Duration positive(Settings settings, String key) {
        Duration value = settings.duration(key);
        if (value.isNegative() || value.isZero()) {
            throw settings.fault(key, "is " + value.toMillis() + "ms but must be longer than nothing");
        }
        return value;
    }

    /** The run's own directory. */
    public Path path() {
        return directory.resolve(name);
    }
}

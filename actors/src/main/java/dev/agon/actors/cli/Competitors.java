package dev.agon.actors.cli;

import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.RunDirectory;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which models {@code agon evaluate} compares.
 *
 * @param models the one to measure first, then its opponents in the order of the command line, then those of a run
 * @param run the run whose start and checkpoints take part; null without one
 */
record Competitors(List<Path> models, @Nullable Path run) {
    Competitors {
        models = List.copyOf(models);
    }

    /**
     * The choice of a command line.
     *
     * @throws ConfigurationException if it names fewer than two models
     * @throws InputException if there is no run where one is named
     */
    static Competitors of(CliContext context, @Nullable Path model, List<Path> against, @Nullable Path run) {
        List<Path> models = new ArrayList<>();
        if (model != null) {
            models.add(model);
        }
        models.addAll(against);
        if (run != null) {
            models.addAll(versions(context, run));
        } else if (model == null) {
            throw new ConfigurationException(
                    "No model is named; give the one to measure with --model, or a run's with --zoo.");
        }
        if (models.size() < 2) {
            throw new ConfigurationException("The only model is " + models.get(0)
                    + "; name one to beat with --against, or a run's models with --zoo.");
        }
        return new Competitors(models, run);
    }

    /** Whether they are the two models of a plain comparison. */
    boolean isDuel() {
        return run == null && models.size() == 2;
    }

    /** A run's start and its checkpoints, the oldest first. */
    private static List<Path> versions(CliContext context, Path run) {
        if (!RunDirectory.holdsRun(run)) {
            throw new InputException(run + " holds no run (config.resolved.conf); name a run's directory with --zoo.");
        }
        ResolvedConfig config = new ConfigOptions().load(context, RunDirectory.configOf(run));
        List<Path> versions = new ArrayList<>();
        versions.add(ModelSettings.of(config.settings("agon.model")).directory());
        Path checkpoints = run.resolve("checkpoints");
        if (Files.isDirectory(checkpoints)) {
            try (Stream<Path> entries = Files.list(checkpoints)) {
                entries.filter(entry -> entry.getFileName().toString().matches("step-\\d+"))
                        .sorted()
                        .forEach(versions::add);
            } catch (IOException e) {
                throw new InputException(checkpoints + " cannot be read (" + e + "); check its permissions.", e);
            }
        }
        return versions;
    }
}

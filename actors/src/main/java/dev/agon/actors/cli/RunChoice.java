package dev.agon.actors.cli;

import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.run.RunDirectory;
import dev.agon.actors.run.RunNames;
import dev.agon.policy.decoder.TorchDevice;
import dev.agon.protocol.settings.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Decides which run a command line means. A run that is resumed without {@code --config} takes the configuration that
 * stands in its directory, so that nobody has to repeat the options it was started with.
 */
final class RunChoice {
    private final CliContext context;
    private final ConfigOptions options;
    private final @Nullable Path file;

    /** @param quickstart file of the quickstart that is read where no {@code --config} is given */
    RunChoice(CliContext context, ConfigOptions options, String quickstart) {
        this.context = context;
        this.options = options;
        this.file = options.fileOr(context.quickstart(quickstart));
    }

    /** The configuration, with the run's name in it. */
    ResolvedConfig choose(boolean resume) {
        ResolvedConfig config = options.load(context, file);
        RunSettings settings = RunSettings.of(config.settings("agon.run"));
        String name = resume ? resumed(settings) : fresh(settings);
        Path directory = settings.directory().resolve(name);
        if (resume && options.file == null && RunDirectory.holdsRun(directory)) {
            config = options.load(context, RunDirectory.configOf(directory));
        }
        return Rivals.withDigest(withDevice(config.with("agon.run.name", name, "the run's directory")
                .with("agon.run.directory", settings.directory().toString(), "the run's directory")));
    }

    /** With the device that "auto" means here in its place, for a run that changed it would end in other weights. */
    private static ResolvedConfig withDevice(ResolvedConfig config) {
        String setting = ModelSettings.of(config.settings("agon.model")).device();
        String device = TorchDevice.nameOf(setting);
        return device.equals(setting) ? config : config.with("agon.model.device", device, setting + " on this machine");
    }

    private String fresh(RunSettings settings) {
        return settings.name().equals(RunNames.AUTO)
                ? RunNames.next(settings.directory(), RunNames.base(file))
                : settings.name();
    }

    private String resumed(RunSettings settings) {
        boolean named = !settings.name().equals(RunNames.AUTO);
        String base = RunNames.base(file);
        String name = named
                ? settings.name()
                : RunNames.newest(settings.directory(), base).orElse(base);
        Path run = settings.directory().resolve(name);
        // A directory without a configuration is that of a run that was killed as it began.
        if (named && !Files.isDirectory(run)) {
            throw new ConfigurationException("There is no run in " + run
                    + " to resume; check agon.run.name and agon.run.directory, or leave --resume out to start it.");
        }
        if (!RunDirectory.holdsRun(run)) {
            context.terminal().line("Nothing to resume in " + run + "; starting there.");
        }
        return name;
    }
}

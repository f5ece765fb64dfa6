package dev.agon.actors.cli;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.run.RunDirectory;
import dev.agon.actors.run.RunNames;
import java.nio.file.Path;
import java.util.Optional;
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
        return config.with("agon.run.name", name, "the run's directory")
                .with("agon.run.directory", settings.directory().toString(), "the run's directory");
    }

    private String fresh(RunSettings settings) {
        return settings.name().equals(RunNames.AUTO)
                ? RunNames.next(settings.directory(), RunNames.base(file))
                : settings.name();
    }

    private String resumed(RunSettings settings) {
        String base = RunNames.base(file);
        Optional<String> known = settings.name().equals(RunNames.AUTO)
                ? RunNames.newest(settings.directory(), base)
                : Optional.of(settings.name());
        String name = known.orElse(base);
        if (!RunDirectory.holdsRun(settings.directory().resolve(name))) {
            context.terminal()
                    .line("Nothing to resume in " + settings.directory().resolve(name) + "; starting there.");
        }
        return name;
    }
}

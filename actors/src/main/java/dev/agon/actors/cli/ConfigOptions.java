package dev.agon.actors.cli;

import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that make up a configuration. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "HOCON file over the defaults; the quickstart's if left out.")
    @Nullable
    Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one key, over file and environment; repeatable.")
    List<String> overrides = List.of();

    /** The file that is read: the given one, else the quickstart's if it is there. */
    @Nullable
    Path fileOr(Path quickstart) {
        return file != null ? file : Files.isRegularFile(quickstart) ? quickstart : null;
    }

    /** The configuration over the given file. */
    ResolvedConfig load(CliContext context, @Nullable Path configFile) {
        return new ConfigLoader(context.environment(), context.home())
                .file(configFile)
                .overrides(overrides)
                .load();
    }

    /** The configuration over the given file or the quickstart's. */
    ResolvedConfig load(CliContext context) {
        return load(context, fileOr(context.quickstart("train.conf")));
    }
}

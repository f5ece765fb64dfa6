package dev.agon.actors.cli;

import dev.agon.actors.claim.Claim;
import dev.agon.actors.claim.ClaimCurves;
import dev.agon.actors.claim.ClaimJson;
import dev.agon.actors.claim.ClaimResult;
import dev.agon.actors.claim.ClaimTable;
import dev.agon.actors.claim.Protocol;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.report.ResultJson;
import dev.agon.actors.run.Logs;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Tries what is claimed of self-play algorithms, on games with known answers and on equal terms. */
@Command(
        name = "claims",
        description = {
            "Tries what is claimed of self-play algorithms, on games with known answers and on equal terms.",
            "",
            "Examples:",
            "  agon claims                                       the claims of conf/claims",
            "  agon claims spo-noise --png noise.png",
            "  agon claims mine.conf --seeds 20 --json           a comparison of your own (docs/claims.md)",
            "  agon claims nash-md --set agon.claim.tau=0.05",
            "",
        })
final class ClaimsCommand implements Runnable {
    private static final String ENDING = ".conf";

    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Parameters(
            paramLabel = "CLAIM",
            arity = "0..1",
            description = "A file of conf/claims without its ending, or any HOCON file; without it they are listed.")
    private @Nullable String name;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds; default agon.claim.seeds.")
    private @Nullable Integer seeds;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed; default agon.claim.seed.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "All figures of every seed as JSON.")
    private boolean json;

    @Option(names = "--png", paramLabel = "FILE", description = "Draw the curves into this file.")
    private @Nullable Path png;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key, over file and environment.")
    private List<String> overrides = List.of();

    ClaimsCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        if (name == null) {
            list();
            return;
        }
        Claim claim = Claim.of(config(file(name)));
        ClaimResult result = Protocol.run(claim, context.terminal()::live);
        context.terminal().live("");
        if (png != null) {
            ClaimCurves.draw(result, png);
        }
        if (json) {
            context.out().print(ResultJson.pretty(ClaimJson.of(result)));
            return;
        }
        context.out().print(ClaimTable.render(result));
        context.out().print(ClaimCurves.text(result));
    }

    private void list() {
        for (String each : known()) {
            String title = config(directory().resolve(each + ENDING))
                    .settings("agon.claim")
                    .text("title");
            context.out().printf("%-20s %s%n", each, title);
        }
    }

    private ResolvedConfig config(Path file) {
        List<String> assignments = new ArrayList<>(overrides);
        if (seeds != null) {
            assignments.add("agon.claim.seeds=" + seeds);
        }
        if (seed != null) {
            assignments.add("agon.claim.seed=" + seed);
        }
        return new ConfigLoader(context.environment(), context.home())
                .file(file)
                .overrides(assignments)
                .load();
    }

    private Path file(String claim) {
        List<String> known = known();
        if (known.contains(claim)) {
            return directory().resolve(claim + ENDING);
        }
        if (claim.contains("/") || claim.endsWith(ENDING)) {
            Path file = Path.of(claim);
            if (!Files.isRegularFile(file)) {
                throw new InputException("The claim " + file + " is no file; name an existing HOCON file or one of "
                        + String.join(", ", known) + ".");
            }
            return file;
        }
        throw new ConfigurationException("There is no claim \"" + claim + "\"; "
                + Nearest.to(claim, known)
                        .map(near -> "did you mean " + near + "? The claims are ")
                        .orElse("it must be one of ")
                + String.join(", ", known) + " (or a file that ends in .conf).");
    }

    private List<String> known() {
        if (!Files.isDirectory(directory())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ENDING))
                    .map(file -> file.substring(0, file.length() - ENDING.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InputException("The directory " + directory() + " cannot be read; make it readable.", e);
        }
    }

    private Path directory() {
        return context.home().resolve("conf").resolve("claims");
    }
}

package dev.agon.actors.cli;

import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.report.ResultJson;
import dev.agon.actors.run.Logs;
import dev.agon.actors.solve.CurveImage;
import dev.agon.actors.solve.CurveText;
import dev.agon.actors.solve.GameFacts;
import dev.agon.actors.solve.NamedGame;
import dev.agon.actors.solve.Solution;
import dev.agon.actors.solve.SolveJson;
import dev.agon.actors.solve.SolveSettings;
import dev.agon.actors.solve.SolveTable;
import dev.agon.actors.solve.Solver;
import dev.agon.actors.solve.StartModel;
import dev.agon.env.game.Feedback;
import dev.agon.env.game.WrittenGame;
import dev.agon.protocol.settings.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Plays a preference game whose matrix is known, and says how far from its equilibrium play ends. */
@Command(
        name = "solve",
        description = {
            "Plays a preference game whose matrix is known, and says how far from its equilibrium play ends.",
            "",
            "Examples:",
            "  agon solve COMAL3 --algorithm omwu",
            "  agon solve mine.csv --algorithm spo --iterations 10000 --json",
            "  agon solve Hash10 --compare spo,omwu,comal --feedback flip:0.1 --png race.png",
            "  agon solve SEQ-TRAP --algorithm inpo --set tau=0.03",
            "  agon solve Hash10 --model hash10-model            a network that plays its reference, for agon train",
            "  agon config explain agon.game                     the games; agon.dynamics has the algorithms",
            "",
        })
final class SolveCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Parameters(
            paramLabel = "GAME",
            description = "A game of the configuration, or a CSV or JSON file with a square of win probabilities.")
    private String game = "";

    @Option(names = "--algorithm", paramLabel = "NAME", description = "Who plays; default agon.solve.algorithm.")
    private @Nullable String algorithm;

    @Option(
            names = "--compare",
            paramLabel = "NAME",
            split = ",",
            description = "Several who race, each with the queries of --iterations passes: spo,omwu,comal.")
    private @Nullable List<String> compared;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "Steps that are made; default agon.solve.iterations.")
    private @Nullable Integer iterations;

    @Option(
            names = "--feedback",
            paramLabel = "KIND",
            description = "exact, bernoulli, or flip:0.1; default agon.solve.feedback.")
    private @Nullable String feedback;

    @Option(names = "--seed", paramLabel = "N", description = "Same seed, same labels; default agon.solve.seed.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "The figures as JSON.")
    private boolean json;

    @Option(names = "--png", paramLabel = "FILE", description = "Draw the curves into this file.")
    private @Nullable Path png;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Play nothing; write a language model that plays the game's reference, for agon train.")
    private @Nullable Path model;

    @Option(names = "--config", paramLabel = "FILE", description = "HOCON file over the defaults.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one key, over file and environment; a lone word, as in step=1, is the algorithm's.")
    private List<String> overrides = List.of();

    SolveCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        ResolvedConfig config = config(wholeKeys());
        if (model != null) {
            write(config, model);
            return;
        }
        List<String> names = names(config);
        names.forEach(new Solver(config)::require);
        if (wholeKeys().size() < overrides.size()) {
            config = config(expanded(names, config));
        }
        NamedGame named = NamedGame.of(config, game);
        SolveSettings settings = settings(config, named);
        List<Solution> solutions = new ArrayList<>();
        for (String name : names) {
            context.terminal().live(name);
            solutions.add(new Solver(config).play(named.contexts(), name, settings));
        }
        context.terminal().live("");
        print(named, settings, solutions);
    }

    private void write(ResolvedConfig config, Path directory) {
        if (algorithm != null
                || compared != null
                || json
                || png != null
                || wholeKeys().size() < overrides.size()) {
            throw new ConfigurationException(
                    "--model writes a model and plays nothing; leave out --algorithm, --compare,"
                            + " --json, --png and the settings of algorithms.");
        }
        WrittenGame written = WrittenGame.of(config.settings("agon.game"), game);
        StartModel.write(written, config.settings("agon.solve").block("model"), directory);
        context.out().println(directory);
    }

    private List<String> wholeKeys() {
        return overrides.stream().filter(SolveCommand::isWholeKey).toList();
    }

    private ResolvedConfig config(List<String> assignments) {
        return new ConfigLoader(context.environment(), context.home())
                .file(file)
                .overrides(assignments)
                .load();
    }

    private List<String> names(ResolvedConfig config) {
        if (algorithm != null && compared != null) {
            throw new ConfigurationException("--algorithm and --compare exclude each other; give one of them.");
        }
        return compared != null
                ? compared
                : List.of(
                        algorithm != null
                                ? algorithm
                                : config.settings("agon.solve").text("algorithm"));
    }

    private static boolean isWholeKey(String assignment) {
        return assignment.indexOf('=') < 1
                || assignment.substring(0, assignment.indexOf('=')).contains(".");
    }

    /** The assignments with lone words as keys of the algorithms that play, of each one that has them. */
    private List<String> expanded(List<String> names, ResolvedConfig config) {
        List<String> whole = new ArrayList<>();
        for (String assignment : overrides) {
            if (isWholeKey(assignment)) {
                whole.add(assignment);
                continue;
            }
            String key = assignment.substring(0, assignment.indexOf('=')).strip();
            List<String> blocks =
                    names.stream().map(name -> "agon.dynamics." + name + ".").toList();
            List<String> owners = blocks.stream()
                    .filter(block -> config.root().hasPath(block + key))
                    .toList();
            // Where nobody has it, the loader says so of the first.
            (owners.isEmpty() ? blocks.subList(0, 1) : owners).forEach(block -> whole.add(block + assignment));
        }
        return whole;
    }

    private SolveSettings settings(ResolvedConfig config, NamedGame named) {
        SolveSettings settings = SolveSettings.of(config.settings("agon.solve"));
        if (iterations != null) {
            if (iterations < 1 || iterations > SolveSettings.MOST_ITERATIONS) {
                throw new ConfigurationException("--iterations is " + iterations + " but must lie between 1 and "
                        + SolveSettings.MOST_ITERATIONS + ".");
            }
            settings = settings.withIterations(iterations);
        }
        if (seed != null) {
            settings = settings.withSeed(seed);
        }
        if (feedback != null) {
            settings = settings.withFeedback(Feedback.parse("--feedback", feedback));
        }
        return compared != null ? settings.withEqualBudget(named.contexts()) : settings;
    }

    private void print(NamedGame named, SolveSettings settings, List<Solution> solutions) {
        List<GameFacts> facts = named.contexts().stream().map(GameFacts::of).toList();
        if (png != null) {
            CurveImage.write(png, named.name(), solutions);
        }
        if (json) {
            context.out()
                    .print(ResultJson.pretty(
                            compared != null
                                    ? SolveJson.race(named, facts, settings, solutions)
                                    : SolveJson.of(named, facts, settings, solutions.get(0))));
            return;
        }
        context.out()
                .print(
                        compared != null
                                ? SolveTable.race(named, facts, settings, solutions)
                                : SolveTable.of(named, facts, settings, solutions.get(0)));
        context.out().println();
        context.out().print(CurveText.render(solutions));
    }
}

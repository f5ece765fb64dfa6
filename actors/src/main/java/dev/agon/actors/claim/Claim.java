package dev.agon.actors.claim;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.solve.NamedGame;
import dev.agon.env.game.Feedback;
import dev.agon.protocol.settings.Nearest;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is claimed and by what protocol it is tried: the block {@code agon.claim}.
 *
 * @param title the claim, a sentence
 * @param games that are reported
 * @param methods who plays, each in every game
 * @param checks what should hold
 * @param seeds how many
 * @param seed the first
 * @param passes budgets in comparisons an action, rising
 * @param opponents comparisons for one estimate of a win rate
 * @param start name of the first policy
 * @param tau price of a nat in the regularised game that figures compare with
 * @param confidence coverage of the intervals
 * @param tuning how grids are tuned; empty where there are none
 * @param drawing the picture
 */
public record Claim(
        String title,
        List<NamedGame> games,
        List<Method> methods,
        List<Check> checks,
        int seeds,
        long seed,
        List<Integer> passes,
        int opponents,
        String start,
        double tau,
        double confidence,
        Optional<Tuning> tuning,
        Drawing drawing) {
    private static final int MOST_PASSES = 10_000_000;

    /** Copies the lists. */
    public Claim {
        games = List.copyOf(games);
        methods = List.copyOf(methods);
        checks = List.copyOf(checks);
        passes = List.copyOf(passes);
    }

    /**
     * How grids are tuned.
     *
     * @param game on which, which is not reported
     * @param seeds of each try
     * @param figure whose median is to be lowest
     */
    public record Tuning(NamedGame game, int seeds, String figure) {}

    /**
     * What is drawn.
     *
     * @param figure on the vertical axis
     * @param axis queries or iterations
     * @param policies last, average, best
     */
    public record Drawing(String figure, String axis, List<String> policies) {
        /** Copies the list. */
        public Drawing {
            policies = List.copyOf(policies);
        }
    }

    /**
     * The claim of a configuration.
     *
     * @throws dev.agon.protocol.settings.ConfigurationException if it names what does not exist, or its methods are not
     *     on equal terms
     */
    public static Claim of(ResolvedConfig config) {
        Settings settings = config.settings("agon.claim");
        Feedback feedback = Feedback.parse(settings.full("feedback"), settings.text("feedback"));
        List<Method> methods = settings.blocks("methods", "method").stream()
                .map(block -> Method.of(config, block, feedback))
                .toList();
        requireEqualTerms(settings, methods);
        List<NamedGame> games = games(config, settings);
        List<String> names = methods.stream().map(Method::name).toList();
        List<String> played = games.stream().map(NamedGame::name).toList();
        Settings draw = settings.block("draw");
        return new Claim(
                settings.text("title"),
                games,
                methods,
                settings.blocks("checks", "check").stream()
                        .map(block -> Check.of(block, names, played))
                        .toList(),
                settings.integer("seeds", 2, 1000),
                settings.integer64("seed"),
                passes(settings),
                settings.integer("opponents", 1, 1_000_000),
                settings.oneOf("start", List.of("game", "uniform", "reference", "rising")),
                settings.number("tau", 1e-9, 1e6),
                settings.number("confidence", 0.5, 0.999),
                tuning(config, settings.block("tuning"), methods, games),
                new Drawing(
                        draw.oneOf("figure", Figures.names()),
                        draw.oneOf("axis", List.of("queries", "iterations")),
                        words(draw, "policies", Policies.NAMES)));
    }

    /** Number of this method. */
    int method(String name) {
        return methods.stream().map(Method::name).toList().indexOf(name);
    }

    /** The largest budget. */
    int mostPasses() {
        return passes.get(passes.size() - 1);
    }

    private static List<NamedGame> games(ResolvedConfig config, Settings settings) {
        List<String> names = settings.texts("games");
        if (names.isEmpty()) {
            throw settings.fault("games", "is empty; name at least one game, such as [COMAL3]");
        }
        return names.stream().map(name -> NamedGame.of(config, name)).toList();
    }

    private static void requireEqualTerms(Settings settings, List<Method> methods) {
        if (methods.isEmpty()) {
            throw settings.fault(
                    "methods", "is empty; list at least one method, such as { name = spo, algorithm = spo }");
        }
        Method first = methods.get(0);
        TreeSet<String> names = new TreeSet<>();
        for (Method method : methods) {
            if (!names.add(method.name())) {
                throw settings.fault(
                        "methods", "has two methods named " + method.name() + "; give each a name of its own");
            }
            if (method.candidates().size() != first.candidates().size()) {
                throw settings.fault(
                        "methods",
                        "lets " + first.name() + " try "
                                + first.candidates().size() + " settings but " + method.name() + " "
                                + method.candidates().size() + "; give every method a grid of the same size");
            }
        }
    }

    private static List<Integer> passes(Settings settings) {
        List<Integer> passes = new ArrayList<>();
        for (String text : settings.texts("passes")) {
            int last = passes.isEmpty() ? 0 : passes.get(passes.size() - 1);
            if (!text.matches("[0-9]{1,8}") || Integer.parseInt(text) <= last || Integer.parseInt(text) > MOST_PASSES) {
                throw settings.fault(
                        "passes",
                        "holds " + text + " but must hold whole numbers from 1 to " + MOST_PASSES
                                + ", each above the one before");
            }
            passes.add(Integer.parseInt(text));
        }
        if (passes.isEmpty()) {
            throw settings.fault("passes", "is empty; give at least one budget, such as [1000]");
        }
        return passes;
    }

    private static Optional<Tuning> tuning(
            ResolvedConfig config, Settings settings, List<Method> methods, List<NamedGame> games) {
        String game = settings.text("game");
        int seeds = settings.integer("seeds", 1, 1000);
        String figure = settings.oneOf("figure", Figures.names());
        boolean tuned = methods.get(0).candidates().size() > 1;
        if (tuned && game.isEmpty()) {
            throw settings.fault("game", "is empty but the methods have grids; name the game on which they are tuned");
        }
        if (games.stream().anyMatch(each -> each.name().equals(game))) {
            throw settings.fault("game", "is " + game + ", which is reported; tune on another game");
        }
        return tuned ? Optional.of(new Tuning(NamedGame.of(config, game), seeds, figure)) : Optional.empty();
    }

    /** A list of some of these words, in this order. */
    static List<String> words(Settings settings, String key, List<String> known) {
        List<String> words = settings.texts(key);
        for (String word : words) {
            if (!known.contains(word)) {
                throw settings.fault(
                        key,
                        "holds \"" + word + "\" but may hold " + String.join(", ", known)
                                + Nearest.to(word, known)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
        }
        return words;
    }
}

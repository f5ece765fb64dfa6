package dev.agon.learner.exact;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.agon.env.game.Feedback;
import dev.agon.env.game.Game;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Games, dynamics and golden numbers that the tests of dynamics share. */
final class Play {
    static final TabularPolicy POLICY = TabularPolicy.of(.6, .3, .1);
    static final TabularPolicy REFERENCE = TabularPolicy.of(.5, .3, .2);

    private static final Config CONFIG = ConfigFactory.parseResources("reference.conf");
    private static final Config GOLDEN = ConfigFactory.parseResources("golden-dynamics.conf");

    private Play() {}

    static double[] golden(String key) {
        return GOLDEN.getDoubleList(key).stream().mapToDouble(x -> x).toArray();
    }

    /** A dynamics of reference.conf with some keys set, each as {@code key=value}. */
    static Dynamics dynamics(String name, String... assignments) {
        Config config = CONFIG;
        for (String assignment : assignments) {
            int at = assignment.indexOf('=');
            config = config.withValue(
                    "agon.dynamics." + name + "." + assignment.substring(0, at),
                    ConfigValueFactory.fromAnyRef(assignment.substring(at + 1)));
        }
        return Settings.of(config, "agon.dynamics." + name).create(Dynamics.class);
    }

    static List<MatrixGame> contexts(String game) {
        return Settings.of(CONFIG, "agon.game." + game).create(Game.class).contexts();
    }

    static MatrixGame game(String name) {
        return contexts(name).get(0);
    }

    /** COMAL3 near (.5, .3, .2). */
    static MatrixGame nearReference() {
        return game("COMAL3").withReference(REFERENCE).withStart(POLICY);
    }

    static MatrixGame random(int size, long seed) {
        CounterRandom random = CounterRandom.of(seed);
        return MatrixGame.of("random", MatrixGame.numbered(size), PreferenceMatrix.of(size, (i, j) -> random.at(i)
                .uniform(j)));
    }

    static Oracle exact(MatrixGame game) {
        return Feedback.parse("feedback", "exact").oracle(game, 1, CounterRandom.of(0));
    }

    /** Plays from the games' own starts with exact feedback. */
    static Outcome play(List<MatrixGame> games, Dynamics dynamics, int iterations) {
        return new SelfPlay(iterations, Long.MAX_VALUE)
                .play(games, dynamics, MatrixGame::start, (i, game) -> exact(game));
    }

    static Outcome play(MatrixGame game, Dynamics dynamics, int iterations) {
        return play(List.of(game), dynamics, iterations);
    }

    /** The policies before each of the steps, and the one after the last. */
    static List<TabularPolicy> iterates(MatrixGame game, Dynamics dynamics, int steps) {
        Oracle oracle = exact(game);
        Update update = dynamics.begin(new Dynamics.Setup(game.reference(), game.start(), steps));
        List<TabularPolicy> iterates = new ArrayList<>(List.of(game.start()));
        for (int step = 0; step < steps; step++) {
            iterates.add(update.next(iterates.get(step), step, oracle));
        }
        return iterates;
    }

    static CurvePoint end(Outcome outcome) {
        return outcome.curve().get(outcome.curve().size() - 1);
    }
}

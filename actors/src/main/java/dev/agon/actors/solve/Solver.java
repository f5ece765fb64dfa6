package dev.agon.actors.solve;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.env.game.MatrixGame;
import dev.agon.learner.exact.Dynamics;
import dev.agon.learner.exact.Outcome;
import dev.agon.learner.exact.SelfPlay;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/** Has algorithms of the configuration play a game. */
public final class Solver {
    private final Settings algorithms;

    /** Knows the algorithms of {@code agon.dynamics}. */
    public Solver(ResolvedConfig config) {
        this.algorithms = config.settings("agon.dynamics");
    }

    /**
     * Whether there is an algorithm of this name.
     *
     * @throws dev.agon.protocol.settings.ConfigurationException if not, with the nearest name
     */
    public void require(String algorithm) {
        if (!algorithms.names().contains(algorithm)) {
            throw Unknown.name("algorithm", algorithm, algorithms.names(), "");
        }
    }

    /** Plays a game's contexts; the same settings give the same outcome. */
    public Solution play(List<MatrixGame> contexts, String algorithm, SolveSettings settings) {
        require(algorithm);
        Dynamics dynamics = algorithms.block(algorithm).create(Dynamics.class);
        CounterRandom random = CounterRandom.of(settings.seed()).at("solve");
        Outcome outcome = new SelfPlay(settings.iterations(), settings.queries())
                .play(contexts, dynamics, settings::startOf, (context, game) -> settings.feedback()
                        .oracle(game, settings.opponents(), random.at(context)));
        return new Solution(algorithm, dynamics.tau().orElse(settings.tau()), contexts, outcome);
    }
}
